/* What leaves: each field of each record says who reads it beyond those who may see the record, and
 * what everybody sees is read by statements that have no other column. */
#include "test_db.h"

#include "administration.h"
#include "offre.h"
#include "record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_decided(const struct field_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        if (field_reader(&set->fields[i]) == FIELD_FOR_UNSAID) {
            fail_msg("%s (%s): who reads it? (.publique)", set->fields[i].name,
                     set->fields[i].label);
        }
    }
}

static void test_each_field_is_decided(void **state)
{
    (void)state;
    size_t records = 0;
    while (record_set_at(records)) {
        assert_decided(record_set_at(records++));
    }
    assert_true(records >= 7);
    for (size_t i = 0; offre_genres[i].code; i++) {
        assert_decided(offre_genres[i].set);
    }
    assert_decided(&administration_fields);
}

static bool reads(const char *sql, const char *alias, const char *field)
{
    char column[128];
    (void)snprintf(column, sizeof column, "%s.%s,", alias, field);
    return strstr(sql, column) != NULL;
}

/* The columns of the records alone: a condition may look at another. */
static void test_public_statements_read_nothing_else(void **state)
{
    (void)state;
    const struct {
        const char *statement, *alias;
        const struct field_set *set;
    } publics[] = {{"PUBLIC_ETABLISSEMENT", "e", &etablissement_fields},
                   {"PUBLIC_SITES", "s", &site_fields},
                   {"PUBLIC_CONTACTS", "c", &contact_fields}};
    size_t found = 0;
    for (size_t i = 0; i < statement_count(); i++) {
        for (size_t p = 0; p < sizeof publics / sizeof *publics; p++) {
            const struct statement *statement = statement_at(i);
            if (strcmp(statement->name, publics[p].statement) != 0) {
                continue;
            }
            found++;
            for (size_t f = 0; f < publics[p].set->n; f++) {
                const struct field *field = &publics[p].set->fields[f];
                if (!field_is_for(field, FIELD_FOR_ALL)) {
                    assert_false(reads(statement->sql, publics[p].alias, field->name));
                }
            }
        }
    }
    assert_int_equal(found, sizeof publics / sizeof *publics);
}

/* Who reads one record by its number is asked of nobody's account: notice_lire() judges. */
static void test_readers_know_no_account(void **state)
{
    (void)state;
    size_t readers = 0;
    for (size_t i = 0; i < statement_count(); i++) {
        const struct statement *statement = statement_at(i);
        if (strstr(statement->name, "_CHARGER")) {
            readers++;
            assert_int_equal(strlen(statement->binds), 1);
            assert_null(strstr(statement->sql, "compte_site"));
        }
    }
    assert_true(readers >= 7);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_field_is_decided),
        cmocka_unit_test(test_public_statements_read_nothing_else),
        cmocka_unit_test(test_readers_know_no_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
