type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** What was given of a change: a setting that is left out must not overwrite the one that is there. */
export const definedOf = <T extends object>(change: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
