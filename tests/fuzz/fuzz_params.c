/* Any bytes are a query string; what was read is read again the same from its encoding. */
#include "params.h"
#include "text.h"
#include "utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    struct params params;
    if (params_parse(&params, arena, (const char *)data, size) == STATUS_OK) {
        require(params.n <= PARAMS_MAX);
        for (size_t i = 0; i < params.n; i++) {
            const struct param *param = &params.items[i];
            require(utf8_is_valid(param->name, strlen(param->name)));
            require(utf8_is_valid(param->value, strlen(param->value)));
            require(params_get(&params, param->name) != NULL);
        }
        char *encoded = params_encode(&params, arena, NULL);
        struct params again;
        require(params_parse(&again, arena, encoded, strlen(encoded)) == STATUS_OK);
        require(again.n == params.n);
        for (size_t i = 0; i < params.n; i++) {
            require(strcmp(again.items[i].name, params.items[i].name) == 0);
            require(strcmp(again.items[i].value, params.items[i].value) == 0);
            require(!again.items[i].damaged);
        }
    }
    arena_destroy(arena);
    return 0;
}
