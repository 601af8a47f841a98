/* Terminals, and the variables by which people overrule what we find out about them. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* no-color.org and force-color.org: any value but the empty one counts; FORCE_COLOR=0 is in use as "no". */
bool terminal_color(const char *when, FILE *stream)
{
    if (when != NULL && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && no_color[0] != '\0')
        return false;
    const char *force = getenv("FORCE_COLOR");
    if (force != NULL && force[0] != '\0')
        return strcmp(force, "0") != 0;
    return terminal_wipes(stream);
}

bool terminal_wipes(FILE *stream)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(stream)) && kind != NULL && strcmp(kind, "dumb") != 0;
}

/* 0 where it does not say. */
static unsigned own_width(FILE *stream)
{
    struct winsize size = {0};
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

unsigned terminal_width(FILE *stream)
{
    enum { USUAL = 80, MOST = 10000 };
    if (!isatty(fileno(stream)))
        return 0;
    const char *columns = getenv("COLUMNS");
    long wanted = columns == NULL ? 0 : strtol(columns, NULL, 10);
    if (wanted > 0 && wanted < MOST)
        return (unsigned)wanted;
    unsigned own = own_width(stream);
    return own > 0 ? own : USUAL;
}

unsigned terminal_room(FILE *stream)
{
    unsigned wanted = terminal_width(stream), own = own_width(stream);
    return own > 0 && own < wanted ? own : wanted;
}
