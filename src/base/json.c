#include "json.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading */

enum json_kind {
    JSON_KIND_OTHER,
    JSON_KIND_OBJECT,
    JSON_KIND_ARRAY,
    JSON_KIND_TEXT,
    JSON_KIND_NUMBER
};

struct json {
    enum json_kind kind;
    double number;
    const char *text;
    struct json *items;
    const char **names; /* of an object's items */
    size_t n;
};

static bool json_take(struct arena *arena, json_t *from, int depth, struct json *to)
{
    bool fits = depth < JSON_DEPTH_MAX;
    if (json_is_object(from)) {
        to->kind = JSON_KIND_OBJECT;
        to->items = ARENA_ARRAY(arena, struct json, json_object_size(from));
        to->names = ARENA_ARRAY(arena, const char *, json_object_size(from));
        const char *name;
        json_t *item;
        json_object_foreach(from, name, item)
        {
            to->names[to->n] = arena_strdup(arena, name);
            fits = fits && json_take(arena, item, depth + 1, &to->items[to->n]);
            to->n++;
        }
        return fits;
    }
    if (json_is_array(from)) {
        to->kind = JSON_KIND_ARRAY;
        to->items = ARENA_ARRAY(arena, struct json, json_array_size(from));
        for (; fits && to->n < json_array_size(from); to->n++) {
            fits = json_take(arena, json_array_get(from, to->n), depth + 1, &to->items[to->n]);
        }
        return fits;
    }
    if (json_is_string(from)) {
        to->kind = JSON_KIND_TEXT;
        to->text = arena_strdup(arena, json_string_value(from));
    } else if (json_is_number(from)) {
        to->kind = JSON_KIND_NUMBER;
        to->number = json_number_value(from);
    }
    return true;
}

enum status json_parse(struct arena *arena, const char *text, size_t length,
                       const struct json **value_r)
{
    json_error_t error;
    /* As reals: an integer over 64 bits is a number all the same. */
    json_t *tree = json_loadb(text, length, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    struct json *value = ARENA_NEW(arena, struct json);
    bool good = tree && json_take(arena, tree, 0, value);
    json_decref(tree);
    if (!good) {
        return STATUS_MALFORMED;
    }
    *value_r = value;
    return STATUS_OK;
}

const struct json *json_member(const struct json *object, const char *name)
{
    for (size_t i = 0; object && object->kind == JSON_KIND_OBJECT && i < object->n; i++) {
        if (strcmp(object->names[i], name) == 0) {
            return &object->items[i];
        }
    }
    return NULL;
}

const struct json *json_item(const struct json *array, size_t index)
{
    return index < json_count(array) ? &array->items[index] : NULL;
}

size_t json_count(const struct json *array)
{
    return array && array->kind == JSON_KIND_ARRAY ? array->n : 0;
}

const char *json_text(const struct json *value)
{
    return value && value->kind == JSON_KIND_TEXT ? value->text : "";
}

bool json_number(const struct json *value, double *number_r)
{
    if (!value || value->kind != JSON_KIND_NUMBER || !isfinite(value->number)) {
        return false;
    }
    *number_r = value->number;
    return true;
}

/* ---- writing */

static void json_require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void json_write_text(struct buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (const char *at = text ? text : ""; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c < 0x20 || strchr("\"\\<>&", c)) {
            buffer_printf(out, "\\u%04x", c);
        } else {
            buffer_char(out, *at);
        }
    }
    buffer_char(out, '"');
}

/* What stands before a value: a comma, a name. Level 0 holds the one value of the document. */
static void json_before(struct json_writer *writer, const char *name)
{
    bool *filled = &writer->filled[writer->depth];
    json_require((name != NULL) == (writer->closing[writer->depth] == '}'));
    json_require(writer->depth > 0 || !*filled);
    if (*filled) {
        buffer_char(writer->out, ',');
    }
    *filled = true;
    if (name) {
        json_write_text(writer->out, name);
        buffer_char(writer->out, ':');
    }
}

static void json_open(struct json_writer *writer, const char *name, const char *brackets)
{
    json_before(writer, name);
    json_require(writer->depth + 1 < JSON_LEVELS_MAX);
    writer->depth++;
    writer->filled[writer->depth] = false;
    writer->closing[writer->depth] = brackets[1];
    buffer_char(writer->out, brackets[0]);
}

void json_start(struct json_writer *writer, struct buffer *out)
{
    *writer = (struct json_writer){.out = out};
}

void json_open_object(struct json_writer *writer, const char *name)
{
    json_open(writer, name, "{}");
}

void json_open_array(struct json_writer *writer, const char *name)
{
    json_open(writer, name, "[]");
}

void json_end(struct json_writer *writer)
{
    json_require(writer->depth > 0);
    buffer_char(writer->out, writer->closing[writer->depth--]);
}

void json_put_text(struct json_writer *writer, const char *name, const char *value)
{
    json_before(writer, name);
    json_write_text(writer->out, value);
}

void json_put_text_if(struct json_writer *writer, const char *name, const char *value)
{
    if (value && *value) {
        json_put_text(writer, name, value);
    }
}

void json_put_int(struct json_writer *writer, const char *name, int64_t value)
{
    json_before(writer, name);
    buffer_int(writer->out, value);
}

void json_put_bool(struct json_writer *writer, const char *name, bool value)
{
    json_before(writer, name);
    buffer_text(writer->out, value ? "true" : "false");
}

void json_put_raw_number(struct json_writer *writer, const char *name, const char *number)
{
    json_before(writer, name);
    buffer_text(writer->out, number);
}
