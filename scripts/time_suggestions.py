"""Times suggestions of Optuna's TPE: reads a JSON file of cases, prints milliseconds of CPU of each suggestion, by sampler.

Each case has a `space`, `params` and `values` of finished trials, and `told`: what is told of each suggestion. A suggestion is
ask, all suggest calls and tell; the thread's CPU time is taken, since machines are shared. The first is not counted.
"""

import json
import sys
import time
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SAMPLERS = {
    "optunaTpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optunaGroup": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
}


def distribution(parameter):
    if parameter["type"] == "categorical":
        return CategoricalDistribution(parameter["choices"])
    kind = FloatDistribution if parameter["type"] == "float" else IntDistribution
    step = {"step": parameter["step"]} if "step" in parameter else {}
    return kind(parameter["low"], parameter["high"], log=parameter.get("log", False), **step)


def suggest(trial, space):
    chosen = {}
    for parameter in space:
        condition = parameter.get("if")
        if condition and chosen.get(condition["param"]) not in condition["in"]:
            continue
        chosen[parameter["name"]] = trial._suggest(parameter["name"], distribution(parameter))
    return chosen


def measure(make, case):
    space = case["space"]
    by_name = {parameter["name"]: distribution(parameter) for parameter in space}
    directions = ["minimize"] * len(case["values"][0])
    study = optuna.create_study(directions=directions, sampler=make(0))
    for params, values in zip(case["params"], case["values"]):
        distributions = {name: by_name[name] for name in params}
        study.add_trial(optuna.create_trial(params=params, distributions=distributions, values=values))
    took = []
    for values in case["told"]:
        start = time.thread_time()
        trial = study.ask()
        suggest(trial, space)
        study.tell(trial, values)
        took.append((time.thread_time() - start) * 1000)
    return took[1:]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    print(json.dumps([{name: measure(make, case) for name, make in SAMPLERS.items()} for case in cases]))


main()
