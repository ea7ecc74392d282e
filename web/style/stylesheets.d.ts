// What a script loads later may bring its looks along.
declare module '*.css'
