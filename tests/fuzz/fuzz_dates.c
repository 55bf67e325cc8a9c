/* What people type as a date: what is read is a day, and is read again from how it is shown. */
#include "dates.h"

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

static void check_text(struct arena *arena, const char *text)
{
    char again[DATES_ISO_SIZE];
    const char *iso = dates_keep(arena, text);
    require(strcmp(dates_keep(arena, iso), iso) == 0);
    if (dates_check(arena, iso) || dates_check_between(arena, iso, NULL, NULL)) {
        require(!dates_is_iso(text));
        require(*dates_show(arena, text) == '\0');
        return;
    }
    require(dates_is_iso(iso));
    require(strcmp(dates_keep(arena, dates_show(arena, iso)), iso) == 0);
    dates_add_days(iso, 1, again);
    if (strcmp(iso, "2199-12-31") != 0) {
        require(strcmp(again, iso) > 0);
        dates_add_days(again, -1, again);
        require(strcmp(again, iso) == 0);
    }
}

static void check_numbers(struct arena *arena, const uint8_t *data)
{
    int64_t instant;
    int steps;
    char iso[DATES_ISO_SIZE];
    char moved[DATES_ISO_SIZE];
    memcpy(&instant, data, sizeof(instant));
    memcpy(&steps, data + sizeof(instant), sizeof(steps));
    dates_of_instant(instant, iso);
    require(dates_is_iso(iso));
    require(*dates_show_instant(arena, instant) != '\0');
    dates_add_months(iso, steps, moved);
    require(dates_is_iso(moved));
    require((strcmp(moved, iso) > 0) <= (steps > 0) && (strcmp(moved, iso) < 0) <= (steps < 0));
    dates_add_days(iso, steps, moved);
    require(dates_is_iso(moved));
    require((strcmp(moved, iso) > 0) <= (steps > 0) && (strcmp(moved, iso) < 0) <= (steps < 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    check_text(arena, arena_strndup(arena, (const char *)data, size));
    if (size >= sizeof(int64_t) + sizeof(int)) {
        check_numbers(arena, data);
    }
    arena_destroy(arena);
    return 0;
}
