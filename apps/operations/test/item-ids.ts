/** An S10 number of a registered item from Korea with its check digit (weights 8 6 4 2 3 5 9 7, modulo 11). */
export function itemIdWithCheckDigit(serial: number): string {
  const digits = serial.toString().padStart(8, '0');
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const rest = 11 - (weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0) % 11);
  const check = rest === 10 ? 0 : rest === 11 ? 5 : rest;
  return `RB${digits}${check}KR`;
}
