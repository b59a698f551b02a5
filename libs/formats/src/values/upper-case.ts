/** As `toUpperCase`, for codes, which nearly always are so already. */
export function upperCase(code: string): string {
  for (let at = 0; at < code.length; at++) {
    const sign = code.charCodeAt(at);
    if (sign >= 0x61) return code.toUpperCase();
  }
  return code;
}
