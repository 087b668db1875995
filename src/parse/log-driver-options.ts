/**
 * `log-opts` that each built-in log driver accepts; any other makes dockerd refuse to start
 * (`unknown log opt 'max-sizes' for json-file log driver`). From the logging driver pages of docs.docker.com.
 */
const ATTRIBUTES = 'labels labels-regex env env-regex tag';

/** dockerd handles these itself, whatever the driver. */
const COMMON = 'mode max-buffer-size cache-disabled cache-max-size cache-max-file cache-compress';

const BY_DRIVER: Readonly<Record<string, string>> = {
  'json-file': `max-size max-file compress ${ATTRIBUTES}`,
  local: 'max-size max-file compress',
  journald: ATTRIBUTES,
  syslog:
    'syslog-address syslog-facility syslog-format syslog-tls-ca-cert syslog-tls-cert syslog-tls-key ' +
    `syslog-tls-skip-verify ${ATTRIBUTES}`,
  gelf:
    'gelf-address gelf-compression-level gelf-compression-type gelf-tcp-max-reconnect ' +
    `gelf-tcp-reconnect-delay ${ATTRIBUTES}`,
  fluentd:
    'fluentd-address fluentd-async fluentd-async-connect fluentd-async-reconnect-interval fluentd-buffer-limit ' +
    'fluentd-max-retries fluentd-read-timeout fluentd-request-ack fluentd-retry-wait ' +
    `fluentd-sub-second-precision fluentd-write-timeout ${ATTRIBUTES}`,
};

/** `undefined` for a driver whose options we do not know: a plugin, or a cloud's. */
export const optionsOfLogDriver = (driver: string): readonly string[] | undefined => {
  const options = Object.hasOwn(BY_DRIVER, driver) ? BY_DRIVER[driver] : undefined;
  return options === undefined ? undefined : `${options} ${COMMON}`.split(' ');
};
