#include "record.h"

#include "buffer.h"
#include "log.h"
#include "statement_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Places in record_statements.all, and in the array of the registry: three for each record. */
enum { INSERT, UPDATE, SELECT, STATEMENTS };

struct record_statements {
    const struct statement *all; /* STATEMENTS of them */
};

extern struct record_type *const __start_sofi_records[] __attribute__((weak));
extern struct record_type *const __stop_sofi_records[] __attribute__((weak));
extern struct statement *const __start_sofi_record_statements[] __attribute__((weak));
extern struct statement *const __stop_sofi_record_statements[] __attribute__((weak));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *process_arena; /* as long as the process */
static struct statement *made;
static size_t made_count;

/* ---- making the statements */

static char type_letter(const struct field *field)
{
    switch (field->type) {
    case FIELD_TYPE_INT:
        return 'i';
    case FIELD_TYPE_BOOL:
        return 'b';
    default:
        return 't';
    }
}

static bool has_column(const struct field *field)
{
    return field->type != FIELD_TYPE_LIST;
}

/* A column that a statement names: all of them, or the public ones. */
static bool is_read(const struct field *field, bool public)
{
    return has_column(field) && (!public || field_is_for(field, FIELD_FOR_ALL));
}

static void add_letters(struct buffer *text, const struct field_set *set, bool public)
{
    for (size_t i = 0; i < set->n; i++) {
        if (is_read(&set->fields[i], public)) {
            buffer_char(text, type_letter(&set->fields[i]));
        }
    }
}

/* `first`, then the letters of the columns. */
static const char *letters(const struct record_type *type, const char *first)
{
    struct buffer text;
    buffer_init(&text, process_arena, 64);
    buffer_text(&text, first);
    add_letters(&text, type->set, false);
    return text.data;
}

enum column_style { NAMES = 1, PARAMETERS = 2 };

/* ", name", ", $n" or ", name = $n" for each column; `parameter` is the first n. */
static void columns(struct buffer *sql, const struct record_type *type, int parameter,
                    unsigned style)
{
    for (size_t i = 0; i < type->set->n; i++) {
        const struct field *field = &type->set->fields[i];
        if (!has_column(field)) {
            continue;
        }
        buffer_printf(sql, ", %s%s", style & NAMES ? field->name : "",
                      style == (NAMES | PARAMETERS) ? " = " : "");
        if (style & PARAMETERS) {
            buffer_printf(sql, "$%d", parameter);
        }
        parameter++;
    }
}

static struct statement statement_named(const struct record_type *type, const char *verb,
                                        const char *binds, const char *result, struct buffer *sql)
{
    return (struct statement){
        .name = arena_printf(process_arena, "%s_%s", type->table, verb),
        .binds = binds,
        .columns = result,
        .sql = sql->data,
    };
}

static struct statement make_insert(const struct record_type *type)
{
    struct buffer sql;
    buffer_init(&sql, process_arena, 512);
    buffer_printf(&sql, "INSERT INTO %s (version", type->table);
    columns(&sql, type, 1, NAMES);
    buffer_text(&sql, ") VALUES (1");
    columns(&sql, type, 1, PARAMETERS);
    buffer_printf(&sql, ") RETURNING %s", type->key);
    return statement_named(type, "insert", letters(type, ""), "i", &sql);
}

static struct statement make_update(const struct record_type *type)
{
    struct buffer sql;
    buffer_init(&sql, process_arena, 512);
    buffer_printf(&sql, "UPDATE %s SET version = version + 1", type->table);
    columns(&sql, type, 3, NAMES | PARAMETERS);
    buffer_printf(&sql, " WHERE %s = $1 AND version = $2", type->key);
    return statement_named(type, "update", letters(type, "ii"), "", &sql);
}

static struct statement make_select(const struct record_type *type)
{
    struct buffer sql;
    buffer_init(&sql, process_arena, 512);
    buffer_text(&sql, "SELECT version");
    columns(&sql, type, 1, NAMES);
    buffer_printf(&sql, " FROM %s WHERE %s = $1", type->table, type->key);
    return statement_named(type, "select", "i", letters(type, "i"), &sql);
}

/* ---- completing those that name records */

static const struct field_set *set_of_table(const char *table, size_t length)
{
    for (struct record_type *const *type = __start_sofi_records; type < __stop_sofi_records;
         type++) {
        if (strlen((*type)->table) == length && strncmp((*type)->table, table, length) == 0) {
            return (*type)->set;
        }
    }
    log_error("statement_without_record", LOG_TEXT("table", table));
    abort();
}

#define PUBLIC " public"

/* "c.intitule, c.site" */
static void add_columns(struct buffer *sql, const struct field_set *set, const char *alias,
                        int alias_length, bool public)
{
    const char *between = "";
    for (size_t i = 0; i < set->n; i++) {
        if (is_read(&set->fields[i], public)) {
            buffer_printf(sql, "%s%.*s%s%s", between, alias_length, alias, alias_length ? "." : "",
                          set->fields[i].name);
            between = ", ";
        }
    }
}

static void complete(struct statement *statement)
{
    struct buffer sql;
    struct buffer types;
    buffer_init(&sql, process_arena, 1024);
    buffer_init(&types, process_arena, 64);
    const char *rest = statement->sql;
    const char *columns = statement->columns;
    for (const char *open = strchr(rest, '{'); open; open = strchr(rest, '{')) {
        size_t alias = strcspn(open + 1, ".");
        const char *table = open + 1 + alias + 1;
        size_t length = strcspn(table, " }");
        bool public = strncmp(table + length, PUBLIC "}", strlen(PUBLIC "}")) == 0;
        const struct field_set *set = set_of_table(table, length);
        size_t before = strcspn(columns, "*");
        buffer_append(&sql, rest, (size_t)(open - rest));
        add_columns(&sql, set, open + 1, (int)alias, public);
        buffer_append(&types, columns, before);
        if (columns[before] == '*') {
            add_letters(&types, set, public);
            before++;
        }
        columns += before;
        rest = strchr(table, '}') + 1;
    }
    buffer_text(&sql, rest);
    buffer_text(&types, columns);
    statement->sql = sql.data;
    statement->columns = types.data;
}

static void make_all(void)
{
    size_t n = (size_t)(__stop_sofi_records - __start_sofi_records);
    process_arena = arena_create(0);
    made = ARENA_ARRAY(process_arena, struct statement, n * STATEMENTS + 1);
    for (size_t i = 0; i < n; i++) {
        struct record_type *type = __start_sofi_records[i];
        struct statement *of_type = made + i * STATEMENTS;
        of_type[INSERT] = make_insert(type);
        of_type[UPDATE] = make_update(type);
        of_type[SELECT] = make_select(type);
        type->statements = ARENA_NEW(process_arena, struct record_statements);
        type->statements->all = of_type;
    }
    made_count = n * STATEMENTS;
    for (struct statement *const *whole = __start_sofi_record_statements;
         whole < __stop_sofi_record_statements; whole++) {
        complete(*whole);
    }
}

static const struct statement *record_statements(size_t *n_r)
{
    pthread_once(&once, make_all);
    *n_r = made_count;
    return made;
}

STATEMENT_MAKER(record_statements);

static const struct statement *statement_of(const struct record_type *type, int which)
{
    size_t n;
    record_statements(&n);
    return &type->statements->all[which];
}

/* ---- using them */

/* The fields' values, behind the `first` places that the caller fills. */
static size_t bind_fields(const struct record_type *type, const void *record, struct db_bind *binds,
                          size_t first)
{
    size_t n = first;
    for (size_t i = 0; i < type->set->n; i++) {
        const struct field *field = &type->set->fields[i];
        switch (field->type) {
        case FIELD_TYPE_LIST:
            continue;
        case FIELD_TYPE_INT:
            binds[n] = BIND_INT(field_int(field, record));
            break;
        case FIELD_TYPE_BOOL:
            binds[n] = BIND_BOOL(field_bool(field, record));
            break;
        default:
            binds[n] = BIND_TEXT_OR_NULL(field_text(field, record));
            break;
        }
        n++;
    }
    return n;
}

static struct db_bind *new_binds(struct arena *arena, const struct record_type *type)
{
    return ARENA_ARRAY(arena, struct db_bind, type->set->n + 2);
}

enum status record_insert(struct db *db, struct record_type *type, const void *record,
                          int64_t *id_r)
{
    ARENA_SCRATCH(arena, 0);
    struct db_bind *binds = new_binds(arena, type);
    size_t n = bind_fields(type, record, binds, 0);
    return db_number(db, statement_of(type, INSERT), id_r, binds, n);
}

/* Nothing was written: because the row is not there, or because its version is another. */
static enum status why_not_updated(struct db *db, const struct record_type *type, int64_t id)
{
    struct db_rows rows;
    DB_QUERY(db, statement_of(type, SELECT), &rows, BIND_INT(id));
    bool there = db_next(&rows);
    TRY(db_end(&rows));
    return there ? STATUS_CONFLICT : STATUS_NOT_FOUND;
}

enum status record_update(struct db *db, struct record_type *type, int64_t id, int64_t version,
                          const void *record)
{
    ARENA_SCRATCH(arena, 0);
    struct db_bind *binds = new_binds(arena, type);
    int64_t changed = 0;
    binds[0] = BIND_INT(id);
    binds[1] = BIND_INT(version);
    size_t n = bind_fields(type, record, binds, 2);
    TRY(db_exec(db, statement_of(type, UPDATE), &changed, binds, n));
    if (changed == 0) {
        TRY(why_not_updated(db, type, id));
    }
    return STATUS_OK;
}

static int read_fields(const struct db_rows *rows, int column, const struct field_set *set,
                       bool public, struct arena *arena, void *record)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct field *field = &set->fields[i];
        if (!is_read(field, public)) {
            continue;
        }
        if (field->type == FIELD_TYPE_INT) {
            field_set_int(field, record, db_int(rows, column));
        } else if (field->type == FIELD_TYPE_BOOL) {
            field_set_bool(field, record, db_bool(rows, column));
        } else {
            field_set_text(field, record, db_text(rows, column, arena));
        }
        column++;
    }
    return column;
}

int record_read(const struct db_rows *rows, int column, const struct field_set *set,
                struct arena *arena, void *record)
{
    return read_fields(rows, column, set, false, arena, record);
}

int record_read_public(const struct db_rows *rows, int column, const struct field_set *set,
                       struct arena *arena, void *record)
{
    return read_fields(rows, column, set, true, arena, record);
}

const struct field_set *record_set_at(size_t index)
{
    size_t n = (size_t)(__stop_sofi_records - __start_sofi_records);
    return index < n ? __start_sofi_records[index]->set : NULL;
}

enum status record_select(struct db *db, struct record_type *type, int64_t id, struct arena *arena,
                          void *record, int64_t *version_r)
{
    struct db_rows rows;
    DB_QUERY(db, statement_of(type, SELECT), &rows, BIND_INT(id));
    bool there = db_next(&rows);
    if (there) {
        record_read(&rows, 1, type->set, arena, record);
        *version_r = db_int(&rows, 0);
    }
    TRY(db_end(&rows));
    return there ? STATUS_OK : STATUS_NOT_FOUND;
}
