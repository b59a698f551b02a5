import { type operationsStore } from '@watchpost/persistence';
import { z } from 'zod';
import { keyView, shortName, viewOfKey } from '../keys/key.schema.ts';
import { pageOf } from '../paging/page.ts';
import { countryCode } from '../partners/partner.schema.ts';

/** `*` has no places of its own: its keys belong to a service that runs every port. */
export const EVERY_PORT = '*';
export const portName = z.union([shortName, z.literal(EVERY_PORT)]);

const settings = {
  name: z.string().trim().min(1).max(200),
  country: countryCode.nullable(),
  active: z.boolean().describe('An inactive port gets no alerts.'),
  places: z
    .array(
      z
        .string()
        .regex(/^[A-Z0-9]{2,20}\*?$/, 'an office, airport, UN/LOCODE or IMPC code; a trailing * matches by prefix'),
    )
    .max(500)
    .describe('Customs offices, IATA airports, UN/LOCODEs and IMPC codes it handles.'),
  capacityPerShift: z.number().int().min(0).max(1_000_000).describe('Items it can examine in a shift.'),
  shiftHours: z
    .number()
    .int()
    .min(1)
    .max(24)
    .refine((hours) => 24 % hours === 0, 'a divisor of 24, since shifts begin at 00:00 UTC'),
  dwellHours: z
    .number()
    .min(0.1)
    .max(720)
    .describe('How long an item stays after arrival where nothing else is known.'),
};

export const newPort = z
  .strictObject({
    port: portName,
    name: settings.name,
    country: settings.country.default(null),
    active: settings.active.default(true),
    places: settings.places.default([]),
    capacityPerShift: settings.capacityPerShift.default(50),
    shiftHours: settings.shiftHours.default(8),
    dwellHours: settings.dwellHours.default(24),
  })
  .refine(({ port, places }) => port !== EVERY_PORT || places.length === 0, {
    path: ['places'],
    message: 'the port * stands for all others and has no places',
  });

/** What is not given stays as it is. */
export const portChange = z
  .strictObject(settings)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'at least one setting');

export const portView = z.object({
  port: z.string(),
  version: z.number().int(),
  ...settings,
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
});
export const portPage = pageOf(portView);
export const portWithKeys = portView.extend({ keys: z.array(keyView) });

export const viewOfPort = (port: operationsStore.PortEntity): z.input<typeof portView> => ({
  ...port,
  changedAt: new Date(port.changedAt).toISOString(),
});

export const viewWithKeys = (
  port: operationsStore.PortEntity,
  keys: readonly operationsStore.AccessKeyEntity[],
): z.input<typeof portWithKeys> => ({ ...viewOfPort(port), keys: keys.map(viewOfKey) });
