const form = /^(\d{2,7})-(\d{2})-(\d)$/;

/** Check digit of a CAS registry number: digits from the right, each times its position, modulo 10. */
export function casCheckDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += (digits.charCodeAt(digits.length - 1 - i) - 48) * (i + 1);
  return sum % 10;
}

/** `437-38-7`: two to seven digits, two digits, and the check digit. */
export function isCas(text: string): boolean {
  const parts = form.exec(text);
  return parts !== null && !parts[1]!.startsWith('0') && casCheckDigit(parts[1]! + parts[2]!) === Number(parts[3]);
}

/** Every valid CAS number within a text, in the order they stand there, each once. */
export function casNumbersIn(text: string): readonly string[] {
  const found = text.match(/(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])/g) ?? [];
  return [...new Set(found)].filter(isCas);
}
