import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All of IPv6 that is given to the public network (RFC 4291, section 2.4); the rest holds other networks or wraps IPv4. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by their number, but answered by the cloud that the machine stands in: Azure's WireServer. */
const clouds = ['168.63.129.16'];

/**
 * Whether an address is one of the public network: not this machine, not its neighbours (private, link-local, carrier-grade NAT,
 * unique local), not many at once, not reserved, and no IPv4 address in the clothes of IPv6 that leads there.
 *
 * @param address as a name server or `URL` writes it: four decimals, or IPv6 without brackets.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || clouds.includes(address)) return false;
  const parsed = ipaddr.process(address); // IPv4-mapped IPv6 is IPv4
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}
