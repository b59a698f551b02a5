import { structureOf } from '../edifact/structure/grammar.ts';

/** ITMATT and CUSITM by the profile on the page: items as consignments, content pieces as goods items. */
export const itemStructure = structureOf(`BGM! DTM*9 LOC*9 SG1*9(RFF! DTM) SG2*9(NAD! SG3*9(CTA! COM*9)) CNT*9
  SG4*99999(CNI! DTM*9 LOC*9 RFF*99 TSR GDS FTX*9 MEA*9 MOA*9 GIS|GEI*9
    SG5*9(NAD! RFF*9 SG6*9(CTA! COM*9)) SG7*99(DOC! DTM*9)
    SG8*99(GID! PIA*9 CST QTY*9 FTX*9 MEA*9 MOA*9 LOC*9))`);

/** PREDES by the profile on the page: a dispatch, its receptacles, and the items in each that have numbers. */
export const predesStructure = structureOf(`BGM! DTM*9 LOC*9 RFF*9 MEA*9 SG1*9(TDT! LOC*9 DTM*9) CNT*9
  SG2*999(EQD! MEA*9 RFF*9 SG3*9999(CNI! MEA*9 RFF*9))`);
