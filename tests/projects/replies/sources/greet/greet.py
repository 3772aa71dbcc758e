# 사용자에게 인사말을 출력한다
import datetime


def greeting(name, hour=None):
    hour = hour or datetime.now().hour
    if hour < 12:
        return f"좋은 아침입니다, {name}님!"
    if hour < 18:
        return f"안녕하세요, {name}님!"
    return f"좋은 저녁입니다, {name}님!"


print(greeting("민지"))
