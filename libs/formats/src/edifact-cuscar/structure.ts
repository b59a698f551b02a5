import { structureOf, type GroupRule } from '../edifact/structure/grammar.ts';

const header95 = `BGM! DTM*9 RFF*9 NAD*9 FTX*9 SG1*9(TDT! LOC*99 DTM*99) GIS*9
  SG2*9999(EQD! TSR*9 MEA*9 DIM*9 SEL*9 NAD*9 GIS*9 SG3*9(TMP! RNG)) CNT*9`;

/**
 * GID is mandatory below every RFF of the directories; here it is not, for senders state several references of a consignment and its goods once.
 * This is D.95B, where references and parties of the header have no groups.
 */
const d95b = structureOf(`${header95}
  SG4*9999(CNI! CNT*9
    SG5*9999(RFF! CNT*9 MOA*9 LOC*99 GIS*9 CUX*9 CPI*9
      SG6*9(TDT! LOC*9 DTM*9 RFF*9)
      SG7*99(NAD! RFF*9 SG8*9(CTA! COM*9))
      SG9*9(QTY! FTX*9)
      SG10*9999(GID! PAC*9 HAN*9 FTX*99 MEA*99 MOA*9 SGP*99 DGS*9 PCI*9 CST SG11*9(GIS! DOC*9) SG12*9(QTY! FTX))))
  SG13(AUT! DTM*9 RFF*9)`);

/**
 * D.96A to D.23A. What the directories added meanwhile is optional: LOC and QTY of the header (D.97B), groups of references (D.96B), the moment of
 * a party (D.99B), the place of a goods item (D.97B); D.02B calls GIS GEI.
 */
const d96a = structureOf(`BGM! DTM*9 LOC*9 QTY*9 SG1*99(RFF! DTM*9) SG2*99(NAD! DTM SG3*9(CTA! COM*9)) FTX*9
  SG4*9(TDT! LOC*99 DTM*99) GIS|GEI*9
  SG5*9999(EQD! TSR*9 MEA*9 DIM*9 SEL*9 NAD*9 GIS|GEI*9 LOC SG6*9(TMP! RNG)) CNT*9
  SG7*99999(CNI! CNT*9
    SG8*9999(RFF! CNT*9 MOA*9 LOC*99 GIS|GEI*9 CUX*9 CPI*9
      SG9*9(TDT! LOC*9 DTM*9 MEA*9 SG10*9(RFF! TSR*9))
      SG11*99(NAD! DTM*9 RFF*9 SG12*9(CTA! COM*9))
      SG13*9(QTY! FTX*9)
      SG14*9999(GID! PAC*9 HAN*9 FTX*99 MEA*99 MOA*9 SGP*9999 DGS*99 PCI*9 CST LOC*9 TMD*9
        SG15*9(GIS|GEI! DTM*9 DOC*9 PAC*9 MEA*9) SG16*9(QTY! FTX))))
  SG17(AUT! DTM*9 RFF*9)`);

/** @param directory as `D.95B` */
export const cuscarStructure = (directory: string): GroupRule => (/^D\.9[45]/.test(directory) ? d95b : d96a);
