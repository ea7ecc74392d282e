// Whether a file packed by zstd is whole: by its frames (RFC 8878), as unpacking says nothing of it.

/** How a frame begins, and one that holds nothing packed, of which the last four bits may be any. */
const [frameMagic, skippableMagic] = [0xfd2fb528, 0x184d2a50]

/** Bytes of a frame's dictionary id and size, by the bits that say which. */
const dictionaryBytes = [0, 1, 2, 4]
const contentBytes = [0, 2, 4, 8]

/** How many bytes say how long a block is, or whether there is a checksum behind the last. */
const [blockHeaderBytes, checksumBytes] = [3, 4]

/** Whether the file ends before its last frame does. */
export const isZstdCut = (packed: Buffer): boolean => {
  let at: number | null = 0
  while (at !== null && at < packed.length) at = afterFrame(packed, at)
  return at === null || at > packed.length
}

/** Where the frame ends, be it beyond the end; null where that is cut off as well. */
const afterFrame = (packed: Buffer, at: number): number | null => {
  if (at + 8 > packed.length) return null
  const magic = packed.readUInt32LE(at)
  if ((magic & 0xfffffff0) === skippableMagic) return at + 8 + packed.readUInt32LE(at + 4)
  // What is no frame is told by whoever unpacks it.
  if (magic !== frameMagic) return packed.length
  const descriptor = packed[at + 4] as number
  const isSingle = (descriptor & 0x20) !== 0
  const content = contentBytes[descriptor >> 6] || (isSingle ? 1 : 0)
  const header = 5 + (isSingle ? 0 : 1) + (dictionaryBytes[descriptor & 3] as number) + content
  const end = afterBlocks(packed, at + header)
  return end === null || (descriptor & 4) === 0 ? end : end + checksumBytes
}

const afterBlocks = (packed: Buffer, from: number): number | null => {
  for (let at = from; at + blockHeaderBytes <= packed.length; ) {
    const block = packed.readUIntLE(at, blockHeaderBytes)
    const isRepeated = ((block >> 1) & 3) === 1
    at += blockHeaderBytes + (isRepeated ? 1 : block >> 3)
    if ((block & 1) === 1) return at
  }
  return null
}
