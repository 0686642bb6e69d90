// libnghttp2 1.52 as Debian 12 packages it.
#ifndef GATEHOUSE_CNGHTTP2_SHIM_H
#define GATEHOUSE_CNGHTTP2_SHIM_H

#include <nghttp2/nghttp2.h>

// Older versions lack limits that GatehouseHTTP2 depends on (CVE-2023-44487, CVE-2024-28182); Debian 12 has them patched in.
#if NGHTTP2_VERSION_NUM < 0x013400
#error "libnghttp2 1.52 or later is needed"
#endif

#endif
