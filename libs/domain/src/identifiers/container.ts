const form = /^[A-Z]{3}[UJZR]\d{7}$/;

/** Letters count 10 to 38, leaving out the multiples of 11 (ISO 6346, annex A). */
const letterValue = (code: number): number => {
  const value = code - 65 + 10;
  return value + Math.floor((value - 1) / 10);
};

/** Check digit of the first ten characters of a freight container's number (ISO 6346). */
export function containerCheckDigit(text: string): number {
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const code = text.charCodeAt(i);
    sum += (code < 58 ? code - 48 : letterValue(code)) << i;
  }
  return (sum % 11) % 10;
}

/** `CSQU3054383`: owner, category (U, J, Z or R), six digits and the check digit; spaces and hyphens are passed over. */
export function isContainerNumber(text: string): boolean {
  const number = form.test(text) ? text : text.replace(/[\s-]/g, '').toUpperCase();
  return form.test(number) && containerCheckDigit(number) === Number(number[10]);
}
