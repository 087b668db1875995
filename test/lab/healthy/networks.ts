import { defineHealthy } from '../fault.ts';
import { outside } from '../outside.ts';

export default [
  defineHealthy({
    name: 'machine-outside',
    title: 'a machine beyond the host answers it and its containers',
    engines: 'all',
    inject: async (host) => {
      await outside(host);
    },
  }),
  defineHealthy({
    name: 'published-ports',
    title: 'ports are published in all ways, and a container that lost a port then has it free now',
    inject: async (host) => {
      await host.shell(`
        tar --create --directory=/bin busybox | docker import - busybox >/dev/null
        docker run --detach --name any --publish 8090:80 busybox /busybox httpd -f -p 80
        docker run --detach --name own --publish 127.0.0.1:8091:80 busybox /busybox httpd -f -p 80
        docker run --detach --name beside --publish 127.0.0.2:8091:80 busybox /busybox httpd -f -p 80
        docker run --detach --name later --publish 8092:80 busybox /busybox sleep 600
        docker run --detach --name host --network host busybox /busybox httpd -f -p 127.0.0.1:8093
        busybox httpd -p 8094 -h /srv </dev/null >/dev/null 2>&1`);
      await host.inVain('docker run --detach --name waits --publish 8094:80 busybox /busybox httpd -f -p 80');
      await host.shell("kill $(ss -Hltnp 'sport = :8094' | grep -o 'pid=[0-9]*' | cut -d= -f2)");
    },
  }),
  defineHealthy({
    name: 'own-bridge',
    title: 'containers are in the network of the host itself, on a bridge of its own',
    inject: async (host) => {
      await host.shell(`
        ip link add br0 type bridge; ip link set br0 up; ip address flush dev eth0; ip link set eth0 master br0
        ip address add 10.99.0.2/24 dev br0; ip route add default via 10.99.0.1
        docker network create --subnet 10.99.0.0/24 --gateway 10.99.0.2 --opt com.docker.network.bridge.name=br0 lan
        ip address show dev br0; ip route replace default via 10.99.0.1`);
    },
  }),
  defineHealthy({
    name: 'own-ranges',
    title:
      'the engine has ranges of its own, a network behind a jumbo frame link and one that is a part of nothing',
    inject: async (host) => {
      await host.write(
        '/etc/docker/daemon.json',
        '{ "bip": "10.201.0.1/24", "mtu": 1300, "default-address-pools": [{ "base": "10.202.0.0/16", "size": 24 }] }\n',
      );
      await host.shell(`
        systemctl restart docker.service; ip link set upstream mtu 9000; ip link set eth0 mtu 9000
        docker network create project; docker network create --internal closed
        docker network create --driver macvlan --subnet 10.77.0.0/24 --opt parent=eth0 lan
        ip link add virbr0 type bridge; ip address add 192.168.122.1/24 dev virbr0; ip link set virbr0 up
        ip route add 10.202.7.9/32 via 10.99.0.1`);
    },
  }),
  defineHealthy({
    name: 'vpn',
    title: 'a VPN with a gateway covers every address, which this engine passes over',
    inject: async (host) => {
      await host.shell(`
        ip tuntap add dev tun0 mode tun; ip address add 10.8.0.2/24 dev tun0; ip link set tun0 up
        ip route add 0.0.0.0/1 via 10.8.0.1; ip route add 128.0.0.0/1 via 10.8.0.1
        docker network create project`);
    },
  }),
];
