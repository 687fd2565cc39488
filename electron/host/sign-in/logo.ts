/** Sessiondeck's logo, shown on the phone: a PNG of 48 × 48 pixels, base64, rendered from renderer/public/favicon.svg. */
export const logo =
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAYAAABXAvmHAAAEMUlEQVR4nOyZa2gUVxTH/3f2kWit2W5irIu2sW1qWywGi31YtNZQ' +
  'tB9qIVDaD6V+srahSFuLhda2KVTbtIJWJYgiGIKo+AKD+CCRiKKIogZFFCM+oua5q4nZZN3dmeOZFVwzs4t3M7MTIvlBsrt3zs49' +
  '/3vvOffcWQVDHAVDnGEBg40bNnDgcO8EIcQHRCiy6546JMRdCJyfOyO3Lp2NgEUOHo4sJKIVfKdRyBZEtW7viG9Lp4tbxkuWRmv/' +
  'kegUTVOrhMjyUhTik3gs0svvvjBestSx0NTlwrk4+ryuITrN2Gitc6K34CBxRTP1Zy3ghBgLBxFEzxvbhveBwSajJVRRGQ5oSmwt' +
  'z+XbPKGBYyfvwy68Xs7DzyiY+IILOV757C4toOK/ri9JxNbwrX02bB8molFCKKqiu1vDSy+6UZAvtziklxAJbQESzmeXuEpo7VSl' +
  '7aUEVPzbw9EvZsIh7vEsqJIaJGdALYGDEP/19mlStnIChBaBw2hy/j/VaZREadm5UoI6+XRjS4k/fyTsgAs/5Oa4kZeXy+nSeuWd' +
  '8g4fzTsd0DyNm/ntLMEpM9wXRfhmFHbicil4eaIfhWOsVeEpl5DmEVX8MgtZRFU1XL4SRE9YfmD4gNNqbDMJKC07wyWr+BQOwAch' +
  'XG++I/8FoRw3NpkEsEpHS+R7PdIzsG3uDG+jsdG8hFKUrFZQuIc5H/rxenHqJBCPPXnHIlCIPLnlqa7ZdgBPeXO3wJ9LivDO1NGJ' +
  'z7/9cxXHT3VLfbcvQtWj88TZh4f6EWkP9VkToI/874uTzutMffNZaQFXr8U2zf9sVMOT7LIiQHd+6Q9FmD4t6TzHK/bWBWE3tgvQ' +
  'Nyrd+Znv5T1q08uCyjU3cK3Z/opEupQo8Huw9u9irF5ejMICT1q7n8on9HNeZ+W6ZtQfySBdErQul++EjKm0gG/mB/AaZ5I3Xh2Z' +
  'EDGu0GuyWczO6xnncVZUNWPfoRAypGHlj6JPxnBAxZw+G0YRixaMx8ez+zv///qb2J+h87y5hflM87WsvbSA9TW30RmKPfr8nM+N' +
  'VcuKMX5cDhZ+FcC8Ofn97DfUtKD2oFzQUiLGSX9suEt15Uz6a4nvCiQxHW5nl52p4Ae1f6QyHjvGi9XLXkG+PxkDkfsaV5f9x6F6' +
  'WytqtrdBlvqdJQM+ZGe0hNo6olj0axPaO5MzYXR+y+72jJy3SsYxkBDxy2W0tJtrmB21Hdi4uQVOMqAg1mPh+6VNLCY5E3sOBLGu' +
  '+jacZsAbWZBFlP98iYO3AB3BWMbZxi5MAgQpF/kfZOjqVi2vd+5JasNKh2kJqXH+OYfI/qIlDZw/98ICJgENtZM6Qcp3cADetBrb' +
  'XO5KWCBlENfvnrKVBL3P83uUR+gubISdjvOm1UQkVmkh37sXtk+29LTA/qe0DjP8A8dgMyxgsBnyAh4AAAD//yIlsW8AAAAGSURB' +
  'VAMA5lFgCq0gs7QAAAAASUVORK5CYII=';
