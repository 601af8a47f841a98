/* The rule at the end of a TZif file: POSIX' TZ format with the extensions of RFC 8536. */
#ifndef RQ_CEL_ZONE_RULE_H
#define RQ_CEL_ZONE_RULE_H

#include "base/text.h"

/* No offset from UTC is farther than this, in seconds: RFC 8536 allows 25:59:59. */
enum { RQ_CEL_ZONE_FARTHEST = 26 * 3600 - 1 };

/* The offset from UTC in seconds at an instant, by a rule such as "CET-1CEST,M3.5.0,M10.5.0/3".  False where the rule is
 * not understood. */
bool rq_cel_zone_rule(rq_str rule, int64_t seconds, int32_t *offset);

#endif
