// What of sodium-native is used here: it has no types of its own.
declare module 'sodium-native' {
  /** RFC 8439; each throws an `Error` where lengths do not fit. Input and output may begin at the same byte. */
  interface Sodium {
    /** Writes the ciphertext of `text` and its tag. */
    readonly crypto_aead_chacha20poly1305_ietf_encrypt: (
      sealed: Uint8Array,
      text: Uint8Array,
      authenticated: Uint8Array,
      unused: null,
      nonce: Uint8Array,
      key: Uint8Array,
    ) => void
    /** Writes the text; throws where anything is not what was sealed. */
    readonly crypto_aead_chacha20poly1305_ietf_decrypt: (
      text: Uint8Array,
      unused: null,
      sealed: Uint8Array,
      authenticated: Uint8Array,
      nonce: Uint8Array,
      key: Uint8Array,
    ) => void
  }
  const sodium: Sodium
  export default sodium
}
