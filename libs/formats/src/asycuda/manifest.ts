import { isoMoment } from '../values/moments.ts';
import { facts } from '../xml-mapping/message-facts.ts';
import type { MessageKind } from '../xml-mapping/message-kind.ts';
import { mass, moment, type PartyTable, type ShipmentTable } from '../xml-mapping/shipment-table.ts';
import { at } from '../xml/xml-path.ts';
import { transportModes } from '../values/transport-modes.ts';

const trader = (name: string): PartyTable => ({
  at: at(`Traders_segment/${name}`),
  name: at(`${name}_name`),
  lines: [at(`${name}_address`)],
});

const general = 'General_segment';
const transport = `${general}/Transport_information`;

/** A bill of lading. */
const bill: ShipmentTable = {
  containers: at('ctn_segment/Ctn_reference'),
  consignor: trader('Exporter'),
  consignee: trader('Consignee'),
  notify: trader('Notify'),
  pieces: at('Goods_segment/Number_of_packages'),
  grossMassKg: mass('Goods_segment/Gross_mass'),
  value: {
    amount: at('Value_segment/Customs_segment/Customs_value'),
    currency: at('Value_segment/Customs_segment/Customs_currency'),
  },
  articles: {
    summary: at('Goods_segment/Goods_description'),
    each: at('HS_Compliance'),
    description: at('Commercial_description'),
    hs: at('HS_code'),
  },
  portOfArrival: at('Load_unload_place/Place_of_unloading_code'),
};

/** ASYCUDA World cargo manifest: a line is a bill; the general segment goes before them. */
export const awmds: MessageKind = {
  format: 'asycuda-manifest',
  type: 'AWMDS',
  root: 'Awmds',
  namespace: null,
  role: 'declaration',
  profile: 'watchpost',
  reference: at(`${general}/General_segment_id/Voyage_number`),
  facts: facts({
    office: `${general}/General_segment_id/Customs_office_code`,
    carrier: `${transport}/Carrier/Carrier_code | ${transport}/Carrier/Carrier_name`,
    departure: `${general}/Load_unload_place/Place_of_departure_code`,
    destination: `${general}/Load_unload_place/Place_of_destination_code`,
  }),
  lines: {
    element: 'Bol_segment',
    onManifest: true,
    wait: 'none',
    numbers: {
      postal: at('Bol_id/Bol_reference'),
      house: at('Bol_id/Bol_reference'),
      houseIssuer: at(`../${transport}/Carrier/Carrier_code | ../${transport}/Carrier/Carrier_name`),
      master: at('Bol_id/Master_bol_ref_number'),
      required: 'Bol_id/Bol_reference',
      referenceElement: 'Voyage_number',
    },
    table: bill,
    shared: {
      conveyance: {
        mode: { source: at(`${transport}/Mode_of_transport_code`), codes: transportModes, finding: 'code.mode' },
        id: at(`${transport}/Identity_of_transporter | ${general}/General_segment_id/Voyage_number`),
        departs: moment(`${general}/General_segment_id/Date_of_departure`, isoMoment, 'YYYY-MM-DD'),
        arrives: moment(`${general}/General_segment_id/Date_of_arrival`, isoMoment, 'YYYY-MM-DD'),
      },
      portOfArrival: at(`${general}/Load_unload_place/Place_of_destination_code`),
    },
    function: 'original',
    issued: { moments: [] },
    totals: {
      items: at(`${general}/Totals_segment/Total_number_of_bols`),
      packages: at(`${general}/Totals_segment/Total_number_of_packages`),
      mass: mass(`${general}/Totals_segment/Total_gross_mass`),
    },
  },
};
