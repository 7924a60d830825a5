/** How the credential of a session travels: sent along by a program, or kept by a browser. */
export const CARRIERS = ['bearer', 'cookie'] as const;

/** How any credential travels: that of a session, or an API key, which a program sends along. */
export const CREDENTIAL_CARRIERS = [...CARRIERS, 'api-key'] as const;
