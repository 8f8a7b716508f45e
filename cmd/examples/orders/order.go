package main

import (
	"cmp"
	"slices"

	"github.com/parleychat/parley/chat"
)

// An order belongs to a customer and the clerk who sees to it.
type order struct {
	ID       string `json:"id"`
	What     string `json:"what"`
	Customer string `json:"customer"`
	Clerk    string `json:"clerk"`
}

// stock is what was ordered.
func stock() map[string]order {
	return map[string]order{
		"42": {"42", "Two chairs and a table, oak", "ann", "sam"},
		"43": {"43", "A shelf, birch", "eve", "sam"},
	}
}

// people are those who talk about it.
func (o order) people() []string { return []string{o.Customer, o.Clerk} }

// role is what one of them may do in its room, which is the shop's: whoever opens it first.
func (o order) role(who string) chat.Role {
	if who == o.Clerk {
		return chat.RoleOwner
	}
	return chat.RoleMember
}

// concerns tells whether an order is somebody's business.
func (o order) concerns(who string) bool { return who != "" && slices.Contains(o.people(), who) }

// ordersOf lists what is somebody's business.
func (s *shop) ordersOf(who string) []order {
	list := []order{}
	for _, o := range s.orders {
		if o.concerns(who) {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b order) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
