import t from 'tap';
import { holdAlone } from './hold-large-quantities.ts';

holdAlone(t, 'money');
