"""What is wrong with a file is said in words, with file, line and column."""

import pytest

from fairdraw import BadInput, Entry, Pool, Quota, Rules, explain, read_pool, read_rules


def refusal_of_pool(tmp_path, content):
    path = tmp_path / "pool.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadInput) as refusal:
        read_pool(path)
    assert refusal.value.file == str(path)
    return refusal.value.line, refusal.value.column, refusal.value.problem


def refusal_of_rules(tmp_path, text, pool="code,role\na,founder\nb,founder\nc,student\n"):
    (tmp_path / "pool.csv").write_text(pool)
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(BadInput) as refusal:
        explain(read_pool(tmp_path / "pool.csv"), read_rules(path))
    assert refusal.value.file == str(path)
    return refusal.value.line, refusal.value.column, refusal.value.problem


def test_a_pool_is_read_with_teams_weights_and_attributes(tmp_path):
    path = tmp_path / "pool.csv"
    path.write_text('\ufeffcode,team,weight,role\r\na,Owls,1.5,founder\r\n\r\nb,,2,"x, y"\r\nc,Owls,1,\r\n')

    pool = read_pool(path)

    assert [(entry.code, dict(entry.attributes), entry.team, entry.weight) for entry in pool.entries] == [
        ("a", {"role": "founder"}, "Owls", 1.5),
        ("b", {"role": "x, y"}, None, 2),
        ("c", {}, "Owls", 1),
    ]


def test_rules_are_read_with_combinations(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text('seats = 5\n[quota.role.founder]\nmin = 1\n[quota."role & region"."founder & abroad"]\nmax = 2\n')

    rules = read_rules(path)

    assert rules == Rules(5, (Quota("role", "founder", 1, None), Quota("role & region", "founder & abroad", None, 2)))


@pytest.mark.parametrize(
    ("content", "line", "column", "problem"),
    [
        ("", 1, 1, "The file is empty."),
        ("\n \n", 1, 1, "The file is empty."),
        ("code,role\n", 2, 1, "There are no entries below the header."),
        ("name,role\na,b\n", 1, 1, "There is no column 'code'."),
        ("code,role,role\na,b,c\n", 1, 3, "The column 'role' occurs twice."),
        ("code,,role\na,b,c\n", 1, 2, "A column has no name."),
        ("code,role\na,b\n,c\n", 3, 1, "The entry has no code."),
        ("role,code\nb,a\nb,a\n", 3, 2, "The code 'a' stands in line 2 already."),
        ("code,role\na,b\nc\n", 3, 2, "There are 1 fields where the header has 2."),
        ("code,role\na,b,c\n", 2, 3, "There are 3 fields where the header has 2."),
        ("code,weight\na,0\n", 2, 2, "The weight '0' is not a number above zero."),
        ("code,weight\na,1\nb,nan\n", 3, 2, "The weight 'nan' is not a number above zero."),
        ("code,weight\na,-1\n", 2, 2, "The weight '-1' is not a number above zero."),
        ("code,weight\na,inf\n", 2, 2, "The weight 'inf' is not a number above zero."),
        ("code,weight\na,many\n", 2, 2, "The weight 'many' is not a number above zero."),
        (
            "code,team\na,Owls\nb,owls \n",
            3,
            2,
            "The team 'owls' is listed twice: line 2 spells it 'Owls'.",
        ),
        (b"code,role\na,b\nc,\xe4\n", 3, 3, "The byte 0xe4 is not UTF-8; save the file as UTF-8."),
        ('code,role\na,b\nc,"d\n', 3, 1, "This is not a table: unexpected end of data."),
    ],
)
def test_a_wrong_pool_is_refused_with_its_place(tmp_path, content, line, column, problem):
    assert refusal_of_pool(tmp_path, content) == (line, column, problem)


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("", 1, 1, "The file is empty."),
        ("seats = \n", 1, 9, "This is not TOML: Invalid value."),
        ("[quota.role.founder]\nmin = 1\n", 1, 1, "The rules do not say how many seats there are."),
        ("seats = 0\n", 1, 1, "The number of seats is 0; it must be a whole number from 1."),
        ("seats = 2.5\n", 1, 1, "The number of seats is 2.5; it must be a whole number from 1."),
        ("seats = 2\nplaces = 3\n", 2, 1, "'places' is unknown; rules have 'seats' and 'quota'."),
        (
            "seats = 2\n[quota.rolle.founder]\nmin = 1\n",
            2,
            1,
            "No entry has the attribute 'rolle'; did you mean 'role'?",
        ),
        (
            "seats = 2\n\n  [quota.role.fonder]\nmin = 1\n",
            3,
            3,
            "No entry has role = 'fonder'; did you mean 'founder'?",
        ),
        ("seats = 2\n[quota.role.xyz]\nmin = 1\n", 2, 1, "No entry has role = 'xyz'."),
        (
            'seats = 2\n[quota."role & rol"."founder & a"]\nmin = 1\n',
            2,
            1,
            "No entry has the attribute 'rol'; did you mean 'role'?",
        ),
        (
            'seats = 2\n[quota."role & rol".founder]\nmin = 1\n',
            2,
            1,
            "role & rol = founder combines 2 attributes with 1 values.",
        ),
        (
            "seats = 2\n[quota.role.founder]\nmin = 2\nmax = 1\n",
            2,
            1,
            "role = founder asks for at least 2 and at most 1 seats.",
        ),
        (
            "seats = 3\n[quota.role.founder]\nmin = 3\n",
            2,
            1,
            "role = founder asks for at least 3 seats, but only 2 entries count towards it.",
        ),
        (
            "seats = 3\n[quota.role.founder]\nmin = -1\n",
            2,
            1,
            "role = founder has the bound -1; a bound is a whole number from 0.",
        ),
        (
            "seats = 3\n[quota.role.founder]\nleast = 1\n",
            2,
            1,
            "'least' is unknown; a quota has 'min' and 'max'.",
        ),
        ("seats = 3\n[quota]\nrole = 3\n", 3, 1, "The quota 'role' names no value."),
        (
            "seats = 3\n[quota.role]\nfounder = 3\n",
            3,
            1,
            "The quota for 'role' = 'founder' needs 'min' or 'max'.",
        ),
        ("seats = 3\nquota = 3\n", 2, 1, "'quota' must be tables such as [quota.role.\"founder\"]."),
    ],
)
def test_wrong_rules_are_refused_with_their_place(tmp_path, text, line, column, problem):
    assert refusal_of_rules(tmp_path, text) == (line, column, problem)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        read_pool(tmp_path / "nothing.csv")


def test_a_quota_may_ask_for_people_without_an_answer():
    pool = Pool((Entry("a", {"role": "founder"}), Entry("b"), Entry("c")))

    assert explain(pool, Rules(2, (Quota("role", "", 2, None),))).filled == 2


@pytest.mark.parametrize("weight", [0, -1, float("nan"), 0.5])
def test_a_weight_that_is_no_fraction_above_zero_is_refused(weight):
    with pytest.raises(BadInput, match="must be a whole number or a fraction above zero"):
        Pool((Entry("a", weight=weight),))


def test_a_code_that_occurs_twice_is_refused():
    with pytest.raises(BadInput, match="The code 'a' occurs twice"):
        Pool((Entry("a"), Entry("a")))


def test_two_quotas_for_the_same_value_are_refused():
    with pytest.raises(BadInput, match="There are two quotas for role = founder"):
        Rules(3, (Quota("role", "founder", 1), Quota("role", "founder", 2)))
