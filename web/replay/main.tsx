// web/replay/main.tsx — x
