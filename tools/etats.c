/* Prints docs/etats.md: the life of an action, drawn from its table (script/dessins). */
#include "action_transitions.h"

#include <stdio.h>

int main(void)
{
    struct arena *arena = arena_create(0);
    struct buffer out;
    buffer_init(&out, arena, 0);
    action_gestes_dessiner(&out);
    int written = fputs(out.data, stdout);
    arena_destroy(arena);
    return written < 0 || fflush(stdout) != 0;
}
