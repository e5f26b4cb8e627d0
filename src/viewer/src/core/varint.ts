/** Decode `count` zigzag LEB128 integers that start at `offset`; values may pass 2^31, never 2^53. */
export function readIntegers(bytes: Uint8Array, offset: number, count: number): Float64Array {
  const values = new Float64Array(count);
  let at = offset;
  for (let i = 0; i < count; i++) {
    let value = 0;
    let scale = 1;
    let byte: number;
    do {
      if (at >= bytes.length) throw new RangeError("the section ends before its last integer");
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    values[i] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  return values;
}
