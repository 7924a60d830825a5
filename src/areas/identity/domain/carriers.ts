/** How the credential of a session travels: sent along by a program, or kept by a browser. */
export const CARRIERS = ['bearer', 'cookie'] as const;
