/** Nest tokens of what intake makes for itself. */
export const INTAKE_CONFIG = Symbol.for('watchpost.intake.config');
export const RECEIPT_SIGNER = Symbol.for('watchpost.intake.receipt-signer');
export const BODY_MEMORY = Symbol.for('watchpost.intake.body-memory');
