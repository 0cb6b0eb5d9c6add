/** An app registration with a certificate, as every entry gets it. */
export interface Registration {
  readonly tenantId: string;
  readonly clientId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
}
