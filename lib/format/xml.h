/* Text for XML 1.0. */
#ifndef RQ_FORMAT_XML_H
#define RQ_FORMAT_XML_H

#include "base/text.h"

/* The first line of every document. */
#define RQ_FORMAT_XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* Adds the text of an element, or of an attribute in double quotes: what the text says, in one line, and nothing that it
 * could do there.  The text must be harmless already (format/visible.h). */
void rq_format_add_xml(struct rq_buf *buf, rq_str text);

/* Adds ` NAME="TEXT"`, of a text that may hold any bytes, in one line. */
void rq_format_add_attribute(struct rq_buf *buf, const char *name, rq_str text);

#endif
