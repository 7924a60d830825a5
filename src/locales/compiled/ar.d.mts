// Written by `npm run texts` from the catalogues (src/locales/*.arb); not to be edited.
import type { Catalogue } from '../message-parameters.ts';

declare const catalogue: Catalogue;
export default catalogue;
