/** What stands for fewer units than this could be told from one of them: whoever may not read them is told that it is too few, and no number. */
export const ENOUGH_UNITS = 3;
