# ruff: noqa
"""Permission to fields, contracts of methods."""

from nagini_contracts.contracts import *


class Account:
    def __init__(self) -> None:
        Ensures(Acc(self.balance) and self.balance == 0)
        self.balance = 0  # type: int

    def deposit(self, amount: int) -> None:
        Requires(Acc(self.balance) and amount > 0)
        Ensures(Acc(self.balance) and self.balance == Old(self.balance) + amount)
        self.balance = self.balance + amount

    def withdraw(self, amount: int) -> None:
        Requires(Acc(self.balance) and amount > 0)
        Ensures(Acc(self.balance))
        Ensures(self.balance >= 0)  # error
        self.balance = self.balance - amount


def transfer(source: Account, target: Account, amount: int) -> None:
    Requires(Acc(source.balance) and Acc(target.balance) and amount > 0)
    Ensures(Acc(source.balance) and Acc(target.balance))
    Ensures(target.balance == Old(target.balance) + amount)
    target.deposit(amount)
    source.balance = source.balance - amount


def spend(account: Account) -> None:
    account.balance = 0  # error
