/* JSON in and out, on jansson: this is the only place that includes it.
 *
 * Reading gives values that live in the arena. Writing goes straight into a buffer.
 */
#ifndef SOFI_BASE_JSON_H
#define SOFI_BASE_JSON_H

#include "arena.h"
#include "buffer.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- reading */
struct json;

#define JSON_DEPTH_MAX 64

/* STATUS_MALFORMED for anything that is not one JSON value, UTF-8, JSON_DEPTH_MAX deep at most. */
enum status json_parse(struct arena *arena, const char *text, size_t length,
                       const struct json **value_r);

/* Every getter accepts NULL and a value of another kind: it then gives NULL, 0, "" or false. */
const struct json *json_member(const struct json *object, const char *name);
const struct json *json_item(const struct json *array, size_t index);
size_t json_count(const struct json *array);
const char *json_text(const struct json *value);
bool json_number(const struct json *value, double *number_r); /* finite */

/* ---- writing: commas are put by the writer. A name in an array or none in an object, a level that
 * was never opened, more than JSON_LEVELS_MAX of them: defects, which abort. */
#define JSON_LEVELS_MAX 16

struct json_writer {
    struct buffer *out;
    int depth;
    bool filled[JSON_LEVELS_MAX];
    char closing[JSON_LEVELS_MAX]; /* '}' or ']' */
};

/* json_object() and json_array() are names of jansson's, and the linker would give it ours. */
void json_start(struct json_writer *writer, struct buffer *out);
void json_open_object(struct json_writer *writer, const char *name); /* NULL: in an array, or top */
void json_open_array(struct json_writer *writer, const char *name);
void json_end(struct json_writer *writer);
/* `value` is UTF-8; NULL writes "". json_put_text_if leaves out NULL and "". `<`, `>` and `&` are
 * written \u003c…: a document may stand inside HTML. */
void json_put_text(struct json_writer *writer, const char *name, const char *value);
void json_put_text_if(struct json_writer *writer, const char *name, const char *value);
void json_put_int(struct json_writer *writer, const char *name, int64_t value);
void json_put_bool(struct json_writer *writer, const char *name, bool value);
/* A number written as it stands, already well-formed ("47.209355"). */
void json_put_raw_number(struct json_writer *writer, const char *name, const char *number);

#endif
