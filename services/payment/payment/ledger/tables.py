"""Every statement about the ledger. Lines are written by the unit of work they belong to."""

#: What came in through a provider, by its name of each payment: invariant 6 compares it with the provider's account.
RECEIVED = """
select reference, sum(amount)::bigint as amount from ledger where account = 'received:' || $1 group by reference
"""
#: Entries that do not sum to zero; a sound ledger has none.
UNBALANCED = "select entry, sum(amount)::bigint as amount from ledger group by entry having sum(amount) <> 0"
BALANCE = "select account, sum(amount)::bigint as amount from ledger group by account order by account"
#: What has come in for the charges of these dossiers, by the provider's name of each payment.
BOOKED = """
select charge, reference, substr(account, 10) as provider, amount, at from ledger
where dossier = any($1::uuid[]) and account like 'received:%' order by at, reference
"""
#: What providers report and the ledger does not have.
DIFFERENCES = """
select c.id as charge, c.dossier, r.reference, r.transaction, r.amount, r.currency
from charges c cross join jsonb_to_recordset(c.reported)
    as r(reference text, transaction text, paid bool, amount bigint, currency text)
where r.paid and c.id > $1 and not exists (
    select from ledger l where l.charge = c.id and l.reference = r.transaction)
order by c.id fetch first $2 rows with ties
"""
