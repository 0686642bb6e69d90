// libnghttp2 1.52 as Debian 12 packages it.
#ifndef GATEHOUSE_CNGHTTP2_SHIM_H
#define GATEHOUSE_CNGHTTP2_SHIM_H

#include <nghttp2/nghttp2.h>

#endif
