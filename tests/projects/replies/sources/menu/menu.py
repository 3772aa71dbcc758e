def render(menu):
	lines = []
	for name, price in menu.items():
		if price is None:
			lines.append(name)
		else:
			lines.append(name + " " + price)
	return "\n".join(lines)


if __name__ == "__main__":
	print(render({"tea": 2, "cake": None}))
