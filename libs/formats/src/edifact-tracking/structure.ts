import { structureOf, type GroupRule } from '../edifact/structure/grammar.ts';

/** What stands below a consignment; the directories added to it and took nothing away. */
const status = `STS! RFF*999 DTM*9 DOC FTX*9 SG6*9(NAD! SG7*9(CTA! COM*9)) LOC PCI*99
  SG8*99(TDT! DTM*9 RFF*9 SG9*9(LOC! DTM*9))
  SG10*99(EQD! MEA*9 DIM*9 SEL*9 RFF*9 TPL*9 TMD SG11*9(LOC! DTM*9) SG12*99(EQA! SEL*9 QTY*9 SG13*9(LOC! DTM*9)))
  SG14*99(GID! HAN*9 SGP*99 DGS*9 FTX*9 GDS*9 LOC*9 QTY*9 SG15*99(MEA! EQN) SG16*99(DIM! EQN) SG17*99(PCI! GIN*9999)
    SG18*9(RFF! DTM*9))`;

/** D.95B to D.19B. */
const early = structureOf(`BGM! DTM*9 TSR SG1*9(NAD! SG2*9(CTA! COM*9)) SG3*9(RFF! DTM) LOC*9 FTX*9 CNT*9
  SG4*99999(CNI! LOC*9 CNT*9 SG5!*99(${status}))`);

/** D.20A on, where equipment has statuses of its own before the consignments. */
const late = structureOf(`BGM! DTM*9 TSR LOC*9 FTX*9 CNT*9 SG1*9(RFF! DTM) SG2*9(NAD! RFF*9 DTM*9 SG4*9(CTA! COM*9))
  SG5*99999(EQD! MEA*9 DIM*9 SEL*9 RFF*9 TPL*9 TMD SG6*9(DGS! FTX*9) SG7*9(LOC! DTM*9) SG8*9(STS! LOC DTM*9)
    SG9*99(EQA! SEL*9 QTY*9 SG10*9(LOC! DTM*9)) SG11*99(TDT! DTM*9 RFF*9 SG12*9(LOC! DTM*9)) SG13(TMP! RNG)
    SG14*9(DAM! COD*9))
  SG15*99999(CNI! LOC*9 CNT*9 SG16!*99(${status}))`);

/** @param directory as `D.00B` */
export const iftstaStructure = (directory: string): GroupRule => (/^D\.2\d/.test(directory) ? late : early);
