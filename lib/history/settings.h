/* Since when each account has each setting.  Private to this folder. */
#ifndef RQ_HISTORY_SETTINGS_H
#define RQ_HISTORY_SETTINGS_H

#include "history/lives.h"
#include "load/settings.h"

/* When an account got a setting, or lost it. */
struct rq_setting_event {
    uint32_t commit; /* its number in the walk */
    bool there;
};

/* An account and a key that it has, or has something below. */
struct rq_setting_pair {
    rq_str set, account, key;
    struct rq_setting_event *events; /* oldest first, in turns: it came, it went */
    size_t count, cap;
    uint32_t uses; /* places where it is now */
    uint32_t seen; /* number plus one of the commit that last changed these */
};

/* In the place of an account: everybody has it by default. */
#define RQ_EVERYBODY RQ_STR("\n")

/* Follows the settings of the policy through the walk of a history whose files are listed, into history->settings, which stays
 * NULL where the policy has none or nobody asked.  False on failure.  In the history's arena. */
bool rq_setting_past_read(struct rq_history *history, const struct rq_history_input *input, struct rq_err *err);

/* The pair; NULL if no commit of the walk has it. */
const struct rq_setting_pair *rq_setting_pair_find(const struct rq_history *history, rq_str set, rq_str account,
                                                   rq_str key);

#endif
