/** With which the bench reads how much memory its servers use. */
export const METRICS_TOKEN = 'for-the-bench-alone';
