# Text adventure state machine, driven by a fixed list of commands.

moves = ["look", "take lamp", "north", "dance", "take lamp", "south", "inventory"]

room = "hall"
bag = []
lying_around = {"hall": ["lamp", "key"], "cellar": ["rope"]}
exits = {("hall", "north"): "cellar", ("cellar", "south"): "hall"}

turn = 0
for move in moves:
    turn += 1
    verb, _, thing = move.partition(" ")
    if verb == "look":
        answer = "You see: " + ", ".join(lying_around[room])
    elif verb == "take":
        if thing in lying_around[room]:
            lying_around[room].remove(thing)
            bag.append(thing)
            answer = "Taken."
        else:
            answer = "There is no %s here." % thing
    elif (room, verb) in exits:
        room = exits[room, verb]
        answer = "You are in the " + room + "."
    elif verb == "inventory":
        answer = "You carry: " + (", ".join(bag) or "nothing")
    else:
        answer = "I don't know how to %s." % verb
    print("%2d> %-10s %s" % (turn, move, answer))
