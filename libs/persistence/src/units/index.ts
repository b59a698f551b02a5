export * from './observed.ts';
export * from './unit-rows.ts';
export * from './units.repository.ts';
