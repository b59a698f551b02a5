/** What a broker shows and asks for, where clients have to come by TLS and say who they are. */
export interface BrokerSecurity {
  /** PEM: private key (PKCS #8), then the certificate that names 127.0.0.1, then what signed it. */
  readonly keystoreFile: string;
  /** PEM of the authority that signed the certificate; for whoever asks this broker. */
  readonly ca: string;
  readonly username: string;
  readonly password: string;
}

/** The mechanisms by which the user may say who it is; all of them lead to the same user. */
export const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

const LISTENER = 'listener.name.sasl_ssl';
const plainLogin = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const scramLogin = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/** Settings of the listener at which clients arrive; what brokers say to each other goes over one of its own. */
export function securedListener({ keystoreFile, username, password }: BrokerSecurity): Record<string, string> {
  return {
    'sasl.enabled.mechanisms': mechanisms.join(','),
    [`${LISTENER}.ssl.keystore.type`]: 'PEM',
    [`${LISTENER}.ssl.keystore.location`]: keystoreFile,
    [`${LISTENER}.plain.sasl.jaas.config`]: `${plainLogin} required user_${username}="${password}";`,
    [`${LISTENER}.scram-sha-256.sasl.jaas.config`]: `${scramLogin} required;`,
    [`${LISTENER}.scram-sha-512.sasl.jaas.config`]: `${scramLogin} required;`,
  };
}

/** For the formatting of the data directory: users of SCRAM lie in the cluster's own log. */
export const scramUsers = ({ username, password }: BrokerSecurity): string[] =>
  mechanisms
    .filter((mechanism) => mechanism !== 'PLAIN')
    .flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${username},password=${password}]`]);
