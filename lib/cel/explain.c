#include "cel/machine.h"
struct rq_cel_explanation rq_cel_explain(const struct rq_cel_program *program,
                                         const struct rq_cel_activation *activation, struct rq_arena *arena)
{
    (void)program;
    (void)activation;
    (void)arena;
    return (struct rq_cel_explanation){0};
}
