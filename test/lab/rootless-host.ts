import type { LabHost } from './host.ts';

/** The engine of the system is off, and ada has one of her own. */
export const rootlessDocker = async (host: LabHost): Promise<void> => {
  await host.shell(
    'systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock; loginctl enable-linger ada',
  );
  // Debian: the script then calls a docker that is not beside it. Where it cannot load the module of iptables, it tells the
  // engine to do without: containers then have no way out.
  await host.shell(
    `export PATH=$PATH:/usr/share/docker.io/contrib; dockerd-rootless-setuptool.sh install --force --skip-iptables 2>&1 || true
     sed -i 's/ --iptables=false//' ~/.config/systemd/user/docker.service; systemctl --user daemon-reload
     systemctl --user restart docker.service; docker context use rootless || true
     for n in $(seq 100); do curl -sf --unix-socket $XDG_RUNTIME_DIR/docker.sock http://docker/_ping && exit; sleep 0.2; done
     systemctl --user status docker.service; journalctl --user -n 30; exit 1`,
    [],
    { user: 'ada' },
  );
};
