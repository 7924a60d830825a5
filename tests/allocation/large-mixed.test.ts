import t from 'tap';
import { holdMixed } from './hold-large-quantities.ts';

holdMixed(t);
