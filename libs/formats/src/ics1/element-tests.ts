import type { XmlElement } from '../xml/xml-element.ts';

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

export const has = (element: XmlElement | undefined, name: string): boolean => childOf(element, name) !== undefined;

/** Empty where the element is not there. */
export const textOf = (element: XmlElement | undefined, name: string): string =>
  childOf(element, name)?.text.trim() ?? '';
