"""The catalogue of all kinds of problems (问题的种类) that the program reports.

`reportgen explain CODE` and docs/problems.md are derived from it. A code never changes its meaning. Its letter is the
severity (E 错误, W 警告, N 提示) and its first digit the stage: 1 file, 2 cells, 3 scoring, 4 rules file, 5 wording,
6 checks, 7 Word and layout profile, 8 writing files and environment, 9 the program itself.
"""

from __future__ import annotations

from reportgen.diagnostics import Kind

# --- 1 the file -------------------------------------------------------------------------------------------

FILE_NOT_FOUND = Kind(
    code="E101",
    title="找不到文件",
    message="找不到“{found}”",
    hint="核对文件名和所在文件夹；文件名里有空格时，前后加英文引号；“.xlsx”可以不写",
    why="文件被改名、移走，或者命令是在别的文件夹里运行的。",
    wrong="reportgen build 2O24.xlsx（把数字 0 打成了字母 O）",
    right="reportgen build 2024.xlsx",
)
FILE_UNREADABLE = Kind(
    code="E102",
    title="文件读不了",
    message="“{found}”读不了：可能是一个文件夹，没有读取权限，或者正被别的程序占用",
    hint="确认写的是文件而不是文件夹，并关闭打开着它的程序；如果文件在别人的共享盘上，先复制到自己的文件夹",
    why="系统不让程序读取这个文件。",
    wrong="reportgen build 文件夹",
    right="reportgen build 文件夹/2024.xlsx",
)
FILE_OLD_XLS = Kind(
    code="E103",
    title="旧版 .xls 文件",
    message="这是旧版 Excel（.xls）或 WPS 表格（.et）文件，不能直接读取",
    hint="用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”；只改扩展名没有用",
    why="旧格式里看不出数字格式和没有算过的公式，读了会猜错数。",
    wrong="2024.xls",
    right="2024.xlsx（另存得到）",
)
FILE_PASSWORD = Kind(
    code="E104",
    title="文件有密码",
    message="文件设了密码，读不了",
    hint="用 Excel 或 WPS 打开，“文件—信息—保护工作簿—用密码进行加密”里清空密码后保存",
    why="加密的文件只有输入密码才能看到内容，程序不索取密码。",
    wrong="设了打开密码的 2024.xlsx",
    right="没有打开密码的 2024.xlsx",
)
FILE_DAMAGED = Kind(
    code="E105",
    title="文件损坏",
    message="文件损坏或没有下载完整，读不了",
    hint="用 Excel 或 WPS 打开，能打开的另存一份再用；打不开的，请对方重新发送，或重新下载",
    why="文件缺了一部分，读出来的数不可信。",
    wrong="只下载了一半的 2024.xlsx",
    right="完整的 2024.xlsx",
)
FILE_WORD = Kind(
    code="E106",
    title="这是 Word 文件",
    message="这是 Word 文件，不是填报表",
    hint="填报表是 Excel 文件（.xlsx）；核对是不是选错了文件，或者有人改了扩展名",
    why="改扩展名不会把 Word 文件变成 Excel 文件。",
    wrong="把 说明.doc 改名为 2024.xlsx",
    right="填报表 2024.xlsx",
)
FILE_TEXT = Kind(
    code="E107",
    title="这是文本文件",
    message="这是文本或网页文件（如 .csv、业务系统导出的网页式 .xls），不是填报表",
    hint="核对是不是选错了文件；填报表要用 Excel 或 WPS 填写，保存为“Excel 工作簿（*.xlsx）”",
    why="文本文件只有一张表，也没有数字格式，装不下填报表；只改扩展名没有用。",
    wrong="2024.csv",
    right="2024.xlsx",
)
FILE_OTHER_SPREADSHEET = Kind(
    code="E108",
    title="其他格式的表格",
    message="这是 .xlsb、.ods 等其他格式的表格，不能直接读取",
    hint="用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（*.xlsx）”",
    why="程序只核对 .xlsx 里的单元格，别的格式里有些问题看不出来。",
    wrong="2024.xlsb",
    right="2024.xlsx",
)
FILE_NOT_EXCEL = Kind(
    code="E109",
    title="不是 Excel 文件",
    message="这不是 Excel 文件，里面没有工作表",
    hint="核对是不是选错了文件；压缩包请先解压；单位装有文件加密软件的，请先解密或导出明文文件",
    why="压缩包、图片、PDF 等文件改了扩展名也不是填报表；被加密软件加密的文件，别的程序也看不到内容。",
    wrong="把 资料.zip 改名为 2024.xlsx",
    right="填报表 2024.xlsx",
)
FILE_TOO_LARGE = Kind(
    code="E110",
    title="文件太大",
    message="文件超过 {limit} MB，没有打开",
    hint="删去填报表里粘贴的图片和用不到的工作表，再保存",
    why="正常的填报表不到 1 MB；为了不拖垮电脑，过大的文件不打开。",
    wrong="贴满照片的 2024.xlsx",
    right="只有数字和文字的 2024.xlsx",
)
FILE_UNPACKS_TOO_LARGE = Kind(
    code="E111",
    title="文件展开后太大",
    message="文件展开后太大（超过 {limit} MB，或单元格、部件过多），没有打开",
    hint="删去填报表里大片的无关内容和用不到的工作表；还不行的，新建一份填报表，只把填报内容复制过去",
    why="有的文件压缩时很小、展开后极大，会拖垮电脑。",
    wrong="展开后几 GB 的 2024.xlsx",
    right="正常的 2024.xlsx",
)

NOT_THE_FORM = Kind(
    code="E112",
    title="不是填报表",
    message="这个 Excel 文件里没有一张填报表的工作表；有的是：{found}",
    hint="核对是不是选错了文件；填报表里应有“基本信息”“绩效指标”“预算执行”等工作表，名字不要改",
    why="程序按名字找工作表，一张也找不到，多半是选错了文件。",
    wrong="只有“Sheet1”的 工资表.xlsx",
    right="填报表 2024.xlsx",
)

# --- several files at once ---
NO_WORKBOOKS = Kind(
    code="E120",
    title="文件夹里没有填报表",
    message="“{found}”里没有填报表（.xlsx）",
    hint="核对文件夹写得对不对；填报表要直接放在里面，或者放在它下面的文件夹里",
    why="没有填报表，就没有可做的。",
    wrong="reportgen batch 空文件夹/",
    right="reportgen batch 示例区2024/",
)
FILES_PASSED_OVER = Kind(
    code="N121",
    title="不是表格的文件没有处理",
    message="有 {count} 个文件不是表格，没有处理：{found}",
    hint="其中有填报表的，另存为“Excel 工作簿（*.xlsx）”；没有的，不用理会",
    why="说明白哪些没有处理，免得漏了一个单位还不知道。",
    wrong="把填报表拍成照片、转成 PDF 放在文件夹里",
    right="示例一街道.xlsx",
)
OFFICE_TWICE = Kind(
    code="E122",
    title="一个单位有两份填报表",
    message="“{found}”不止一份填报表，另有：{others}",
    hint="留下正确的一份，其余的移到别的文件夹；不是同一个单位的，改正“单位全称”“单位简称”",
    why="程序不知道哪一份是对的；两份都写，后写的会盖掉先写的。这几份都没有生成，别的单位不受影响。",
    wrong="文件夹里有 金花街道.xlsx，还有 金花街道（修改稿）.xlsx",
    right="一个单位只有一份",
)
FILES_COLLIDE = Kind(
    code="E123",
    title="两个单位的成品同名",
    message="“{found}”的成品与别的单位同名（{name}），另一份是：{others}",
    hint="不同区的同名单位，加 --by-district 分区存放；只差大小写或符号的，改“单位简称”",
    why="两个单位写进同一个文件，就只剩下一个。这几份都没有生成，别的单位不受影响。",
    wrong="甲区、乙区各有一个新华街道，成品放在一起",
    right="reportgen batch 全市/ --by-district",
)
OTHER_YEAR_IN_BATCH = Kind(
    code="E124",
    title="年度与这一批不同",
    message="填报表的年度是 {found}，这一批是 {year} 年度的",
    hint="多半是交错了上一年的表，或者“年度”忘了改；要做别的年度的，用 --year 另做一次",
    why="一批报告只做一个年度，汇总才有可比的数；没有写 --year 的，按多数填报表的年度。",
    wrong="22 份2024年度的表里有 1 份2023年度的",
    right="都是2024年度的表",
)
WORKBOOK_CHANGED = Kind(
    code="E125",
    title="处理中填报表变了",
    message="“{found}”在处理的时候变了，没有生成",
    hint="等别人存完盘，再运行一次；没有变的不会重做",
    why="开头看到的单位、内容和后来读到的不一样，写出去可能是别人的名字。",
    wrong="一边批量生成，一边往文件夹里复制填报表",
    right="填报表都齐了再运行",
)
OFFICE_UNKNOWN = Kind(
    code="E128",
    title="没有写明是哪个单位",
    message="“{found}”没有写全市、区、单位全称和单位简称，批量里不出它的草稿",
    hint="先在“基本信息”里填上这四项；只要这一份的，用 reportgen build --draft",
    why="一批草稿靠单位名称分清，没有名称就会互相盖掉。",
    wrong="一批里有一份单位简称空着的表，加了 --draft",
    right="“基本信息”里四个名称都填了",
)
FOLDER_SKIPPED = Kind(
    code="W129",
    title="文件夹没有看",
    message="“{found}”没有读取的权限，或者套得太深，里面的没有处理",
    hint="请管理员给读取的权限；套得太深的，移到上面来",
    why="没有看的文件夹里可能有填报表，说出来免得漏了一个单位。",
    wrong="共享盘上没有权限的文件夹",
    right="自己能打开的文件夹",
)
LAST_YEAR_OF_NO_USE = Kind(
    code="W126",
    title="上一年的填报表用不上",
    message="“{found}”读不出单位和年度，或者不是 {year} 年度以前的，没有用来比较",
    hint="核对 --last 后面的文件夹；打不开的，用 reportgen check 看原因",
    why="比较要知道是哪个单位、哪一年的；用不上的不算，免得比错。",
    wrong="--last 后面写了今年的文件夹",
    right="reportgen batch 2025/ --last 2024/",
)
ROSTER_WITHOUT_COLUMN = Kind(
    code="E132",
    title="名单里没有单位一列",
    message="名单的第一张表没有“单位简称”“单位名称”或“单位全称”这一列",
    hint="在表头写上“单位简称”；几个区在一张名单里的，再加一列“区”",
    why="程序靠列名找到应报的单位，列名不同就不知道哪一列是单位。",
    wrong="表头是“序号、街道”",
    right="表头是“序号、区、单位简称”",
)

OFFICE_LISTED_TWICE = Kind(
    code="E133",
    title="名单里一个单位写了两次",
    message="名单里“{found}”写了两次，前一次在{first}",
    hint="删去重复的一行；两个区有同名单位的，加一列“区”",
    why="应报几个单位按名单的行数算，重复的会多算。",
    wrong="金花街道写了两行",
    right="一个单位一行",
)

OFFICES_MISSING = Kind(
    code="W134",
    title="有单位应报未报",
    message="名单里的单位没有报送填报表：{names}",
    hint="催报；已经报了的，核对名单和填报表里的单位简称、区是不是一样",
    why="少一个单位，汇总的平均分、排名就不是全区的。",
    wrong="名单上22个单位，收到21份",
    right="收到22份",
)

OFFICE_NOT_LISTED = Kind(
    code="W135",
    title="填报表的单位不在名单里",
    message="这些单位不在名单里：{names}",
    hint="核对名单和填报表里的单位简称、区；应当报送的，在名单里加一行",
    why="名称写得不一样，同一个单位就会又算应报未报，又算名单以外。",
    wrong="名单写“金花街”，填报表的单位简称是“金花街道”",
    right="两处都写“金花街道”",
)

ROSTER_EMPTY = Kind(
    code="E136",
    title="名单里没有单位",
    message="名单里一个单位也没有",
    hint="在“单位简称”下面一行写一个单位",
    why="没有应报的单位，就说不出谁没有报。",
    wrong="只有表头的名单",
    right="表头下面一行一个单位",
)

LAST_YEAR_TWICE = Kind(
    code="W127",
    title="上一年的填报表有两份",
    message="“{found}”和“{other}”是同一个单位的，用后一份比较",
    hint="把不用的一份移走",
    why="一个单位上一年只有一个得分，两份里要选一份。",
    wrong="--last 的文件夹里有 金花街道.xlsx，还有 金花街道（修改稿）.xlsx",
    right="一个单位只有一份",
)
LAST_YEAR_MISSING = Kind(
    code="W130",
    title="有单位没有与上一年比较",
    message="{names}没有与上一年的得分比较：{found}",
    hint="要比较的，把上一年的填报表补上、改好，或者把那一年的评分标准放进 templates/rules，再运行一次",
    why="写了 --last，汇总里却没有这些单位的比较，不说就以为没有变化。",
    wrong="--last 的文件夹里少一个单位的填报表",
    right="--last 的文件夹里各单位都有一份，那一年的评分标准也在",
)
LAST_YEAR_NOT_SCORED = Kind(
    code="N131",
    title="上一年的得分算不出",
    message="没有与上一年的得分比较：{found}",
    hint="用 reportgen check 看上一年的填报表；没有那一年评分标准的，把它放进 templates/rules",
    why="上一年的得分按上一年的填报表和评分标准重算，缺一样就不能比较。",
    wrong="上一年的填报表里有一格没有填",
    right="上一年的填报表没有错误，templates/rules 里有那一年的评分标准",
)

# --- 2 sheets and cells -----------------------------------------------------------------------------------

MISSING_SHEET = Kind(
    code="E201",
    title="缺少工作表",
    message="没有找到工作表“{sheet}”{similar}",
    hint="工作表的名字要和填报表模板一致；改过名字的请改回“{sheet}”",
    why="程序按名字找工作表，少一张就少一部分内容。",
    wrong="工作表叫“预算”",
    right="工作表叫“预算执行”",
)
MISSING_COLUMN = Kind(
    code="E202",
    title="缺少一列",
    message="没有找到列“{column}”{similar}",
    hint="改过列名的请改回“{column}”；表头各列名写在同一行，在前 10 行以内，列的先后不限",
    why="程序按列名读数；列名改了，这一列就读不到。",
    wrong="表头写“金额”",
    right="表头写“数值”",
)
BLANK = Kind(
    code="E203",
    title="必填的单元格是空的",
    message="{cell}没有填",
    hint="填上内容；是数字而且确实为零的，填 0；整行不要的，把这一行清空",
    why="空白不等于零，程序不替您猜。",
    wrong="实际完成值：（空）",
    right="实际完成值：80",
    blank=True,
)
NOT_A_NUMBER = Kind(
    code="E204",
    title="内容不是数字",
    message="“{found}”不是数字",
    hint="只填阿拉伯数字，如 12 或 98.5；单位、≥ 和“约”“以上”等字不写在这一格",
    why="“12万”“约80”“≥90”不能直接计算，程序不替您猜。",
    wrong="全年支出数：12万",
    right="全年支出数：12，单位：万元",
)
ERROR_VALUE = Kind(
    code="E205",
    title="单元格里是公式错误",
    message="单元格里是公式错误 {found}",
    hint="改正公式，或者删去公式、直接填内容",
    why="#DIV/0!、#REF! 一类错误不是数，也不是空白。",
    wrong="=B2/B3（B3 是空的），显示 #DIV/0!",
    right="填上 B3，或直接填结果",
)
NEVER_CALCULATED = Kind(
    code="E206",
    title="公式还没有算过",
    message="公式 {found} 还没有算出结果",
    hint="用 Excel 或 WPS 打开这个文件，等数字出来后保存，再运行一次",
    why="有的软件导出的文件只有公式、没有结果，读出来像是空白。",
    wrong="由别的系统导出、没有打开过的文件",
    right="打开并保存过一次的文件",
)
WRONG_UNIT = Kind(
    code="E207",
    title="单位不对",
    message="“{found}”的单位不对，这里应是：{wanted}",
    hint="改成这里要的单位，数字也要跟着换算",
    why="元和万元差一万倍，百分比和人次不是一回事；写明了别的单位，程序不替您猜是哪里写错了。",
    wrong="年度平均执行率：95，单位：万元",
    right="年度平均执行率：95，单位：%",
)
DUPLICATE_NUMBER = Kind(
    code="E208",
    title="编号重复",
    message="“{found}”和 {first} 重复了",
    hint="每一行用不同的编号（序号）；重点工作里同一序号只能有一行“概述”",
    why="编号重复时，引用它的地方不知道指哪一行。",
    wrong="两行的编号都是 C01",
    right="C01、C02",
)
DUPLICATE_ITEM = Kind(
    code="E209",
    title="项目重复",
    message="“{found}”在 {first} 已经填过了",
    hint="删去多余的一行",
    why="同一项目有两行时，不知道以哪个为准。",
    wrong="两行“年初预算数”",
    right="只留一行",
)
NOT_A_CHOICE = Kind(
    code="E210",
    title="不在可选的内容里",
    message="“{found}”不在可选的内容里{nearest}",
    hint="只能填：{choices}",
    why="这一列决定怎样计分，只认规定的几种写法。",
    wrong="类别：产出类",
    right="类别：产出",
)
MISSING_ITEM = Kind(
    code="E211",
    title="缺少一行",
    message="没有找到项目“{item}”这一行",
    hint="在“项目”列加上“{item}”，并填好这一行",
    why="这一项是说明里必有的内容。",
    wrong="“基本信息”里没有“单位全称”",
    right="单位全称：广州市荔湾区人民政府金花街道办事处",
    blank=True,
)
UNWANTED_DATE = Kind(
    code="E212",
    title="内容成了日期",
    message="单元格里是日期或时间 {found}，这里不填日期",
    hint="选中单元格，把数字格式改为“常规”（“3-1”一类的编号改为“文本”），再重新填写",
    why="在 Excel 里打 3-5、1/2 会自动变成日期，原来打的内容已经看不出来。",
    wrong="1月2日",
    right="0.5",
)
NOT_WHOLE = Kind(
    code="E213",
    title="应是整数",
    message="“{found}”应是整数",
    hint="填整数，如 1、2、3",
    why="序号、年度和个数没有小数。",
    wrong="序号：1.5",
    right="序号：2",
)
NEGATIVE = Kind(
    code="E214",
    title="不能是负数",
    message="“{found}”是负数",
    hint="填零或正数；扣分也填正数，如 1",
    why="预算、支出和分值不会小于零。",
    wrong="扣分：-1",
    right="扣分：1",
)
FORBIDDEN_CHARACTER = Kind(
    code="E215",
    title="有看不见的控制字符",
    message="单元格里有 Word 文件不能保存的控制字符：“{found}”",
    hint="删去这个单元格的内容，重新打字，或先粘贴到记事本再复制回来",
    why="从别的系统复制的文字可能带有看不见的字符，写进 Word 会打不开。",
    wrong="从业务系统直接复制的文字",
    right="重新键入的文字",
)
DUPLICATE_COLUMN = Kind(
    code="E216",
    title="列名重复",
    message="表头里有两个“{found}”",
    hint="删去多余的一列，或改它的列名",
    why="两列同名时，不知道读哪一列。",
    wrong="两列“实际完成值”",
    right="只留一列",
)
EMPTY_SHEET = Kind(
    code="E217",
    title="工作表没有内容",
    message="工作表“{sheet}”里一行也没有填",
    hint="在表头下面填写内容",
    why="这一部分是说明里必有的内容。",
    wrong="只有表头的“绩效指标”",
    right="每个指标一行",
    blank=True,
)
NO_OVERVIEW = Kind(
    code="E218",
    title="重点工作缺少概述",
    message="序号 {found} 有“{level}”，却没有“概述”",
    hint="给序号 {found} 加一行，层级填“概述”",
    why="“分项”和“列举”写在同一序号的概述之后，没有概述就没有位置。",
    wrong="4 分项 …（没有 4 概述）",
    right="4 概述 …；4 分项 …",
)
NO_EXECUTION_RATE = Kind(
    code="E219",
    title="没有预算执行率",
    message="“年度平均执行率”没有填，四个季度的累计支出数也不全",
    hint="填财政部门测算的“年度平均执行率”；没有的，填全四个季度末的累计支出数",
    why="部门预算资金支出率按年度平均执行率计分。",
    wrong="两样都没有填",
    right="年度平均执行率：95，单位：%",
    blank=True,
)
TOTAL_DIFFERS = Kind(
    code="E220",
    title="分项加起来不等于合计",
    message="{column}的合计是 {found}，各分项相加是 {sum}（{terms}）",
    hint="核对各分项和合计，改正不对的一个；没有的分项可以不填",
    why="合计和分项对不上，读者不知道信哪一个。",
    wrong="合计 9.63，分项 5 和 4.6",
    right="合计 9.6，分项 5 和 4.6",
)
NOT_A_YEAR = Kind(
    code="E221",
    title="年度不对",
    message="“{found}”不是年度",
    hint="填四位整数，如 2024",
    why="年度决定用哪一年的评分标准，也写进标题。",
    wrong="年度：24",
    right="年度：2024",
)
CELL_TOO_FAR = Kind(
    code="E222",
    title="很远的单元格里有内容",
    message="离表格很远的单元格里有内容",
    hint="删去第 {rows} 行以后、{column} 列以后的内容（选中这些整行、整列，右键“删除”）再保存",
    why="误粘贴到远处的内容会让表格大到打不开。",
    wrong="XFD1048576 里有一个空格",
    right="表格以外没有内容",
)
UNCLEAR_PERCENT = Kind(
    code="W223",
    title="百分数不清楚",
    message="这一格的单位是 %，填的是 {found}：是 {small}% 还是 {large}%？",
    hint="现在按 {small}% 计算；如果是 {large}%，改填 {large}，或把单元格的数字格式改为百分比",
    why="0.95 可能是 0.95%，也可能是 95%，程序不替您猜。",
    wrong="0.95（单位 %）",
    right="95（单位 %）",
)
UNKNOWN_COLUMN = Kind(
    code="N224",
    title="不认识的列",
    message="没有用到列“{found}”{nearest}",
    hint="如果是自己加的列，可以不管；如果列名打错了，请改正",
    why="列名打错的话，这一列的内容就读不到。",
    wrong="佐证材枓",
    right="佐证材料",
)
UNKNOWN_ITEM = Kind(
    code="W225",
    title="不认识的项目",
    message="没有用到项目“{found}”{nearest}",
    hint="核对项目的名称；不需要的可以删去这一行",
    why="项目名称打错的话，这一行的内容就读不到。",
    wrong="调正预算数",
    right="调整预算数",
)

ROWS_ONLY_NUMBERED = Kind(
    code="N226",
    title="只有序号的行",
    message="有 {count} 行只填了“{column}”，没有内容，没有用到",
    hint="多余的行可以不管；要用的，把内容填上",
    why="预先编好号的行没有用完是常事；如果内容填到别的地方去了，这里能看出来。",
    wrong="序号 3，内容空着",
    right="序号 3，内容“加强招商引资”",
)
NUMBER_TOO_LARGE = Kind(
    code="E227",
    title="数字太大",
    message="{found} 太大，不像真实的数",
    hint="核对数字和单位，看看是不是多打了几位",
    why="一个街道的数不会到一万亿；这样大的数多半是误粘贴的编号、账号。",
    wrong="全年支出数：440103199001010011",
    right="全年支出数：9880",
)

TEXT_TOO_LONG = Kind(
    code="E228",
    title="文字太长",
    message="单元格里有 {count} 个字，这里最多 {limit} 个字",
    hint="名称、标题、目标只写一句话，详细的内容写在“内容”或“情况说明”列",
    why="名称和标题过长，多半是整段文字贴错了单元格。",
    wrong="把整段总结贴在“单位简称”里",
    right="单位简称：金花街道",
)

TOO_MANY_ROWS = Kind(
    code="E229",
    title="行数太多",
    message="这张表填了 {found} 行，超过 {limit} 行",
    hint="删去多余的行；每张表一般只有几行到几十行",
    why="行数太多多半是误粘贴，写出来的说明也没有人能读。",
    wrong="“存在问题”里粘贴了 1200 行",
    right="每个问题一行，共几行",
)

NOTHING_STATED = Kind(
    code="N230",
    title="填了“无”",
    message="“{found}”按没有填处理",
    hint="没有内容的单元格空着就行",
    why="照写进说明会成为“一是无”“无。”这样的句子。",
    wrong="主要荣誉：无",
    right="主要荣誉：（空）",
)
OWN_NUMBER = Kind(
    code="E231",
    title="自己写了序号",
    message="“{found}”前面自己写了序号",
    hint="删去开头的序号；“一是”“（一）”“1.”都由程序按先后数",
    why="程序编号，再写一个就成了“一是一是……”“（一）1、……”。",
    wrong="目标：一是加强招商引资",
    right="目标：加强招商引资",
)
NAMES_DISAGREE = Kind(
    code="W232",
    title="单位的几种名称对不上",
    message="单位全称“{full}”、单位名称“{found}”、单位简称“{short}”对不上",
    hint="全称以单位名称结尾，单位名称以简称开头；核对是不是还留着别的单位的名称",
    why="照着别的单位的表改，常常漏改一处，一份说明里就有两个单位。",
    wrong="全称是沙面街道办事处，简称是金花街道",
    right="三处都是金花街道",
)
REFERENCE_UNKNOWN = Kind(
    code="E250",
    title="引用的东西没有",
    message="“{found}”引用的东西没有{nearest}",
    hint="花括号里写指标的编号，如 {{C01}}、{{C01.指标值}}、{{C01.得分}}，或 {{三公.支出}}、{{预算.全年支出数}}",
    why="引用让一个数只填一次；引用错了，说明里就少一个数。",
    wrong="参与率达到{C10}（没有编号为 C10 的指标）",
    right="参与率达到{C01}",
)
REFERENCE_BLANK = Kind(
    code="E251",
    title="引用的单元格没有数",
    message="“{found}”没有数可写：引用的那一格没有填，或者算不出来",
    hint="把引用的那一格填上；指标值为 0 的和定性的指标没有完成率，请直接写文字",
    why="没有数却写进句子，句子就缺一块。",
    wrong="全年支出{预算.全年支出数}（“全年支出数”没有填）",
    right="把“全年支出数”填上",
)
BRACE_ALONE = Kind(
    code="E252",
    title="多出来的花括号",
    message="文字里有一个多出来的花括号“{brace}”",
    hint="花括号只用来引用，要成对写，如 {{C01}}；不是引用的，改用圆括号（）",
    why="花括号不成对，多半是引用没有写完，说明里会留下一个花括号。",
    wrong="参与率达到{C01",
    right="参与率达到{C01}",
)


# --- 3 scoring --------------------------------------------------------------------------------------------

OTHER_YEAR = Kind(
    code="E333",
    title="年度不一致",
    message="填报表的年度是 {found}，要求的是 {wanted}",
    hint="核对是不是拿错了文件；或者去掉 --year、--last",
    why="用错年度的表会把去年的数写进今年的说明。",
    wrong="reportgen build 2023.xlsx --year 2024",
    right="reportgen build 2024.xlsx --year 2024",
)

INDICATOR_POINTS_PARTLY_BLANK = Kind(
    code="E301",
    title="分值只填了一部分",
    message="{category}指标的分值有的填了，有的没填：{code}没有分值",
    hint="同一类别的分值要么全填，要么全不填（全不填时平均分配）",
    why="只填一部分时，无法判断其余指标应得多少分，合计也对不上。",
    wrong="C01 分值 4，C02 分值空着",
    right="C01、C02 都填，或都不填",
)
INDICATOR_POINTS_TOTAL = Kind(
    code="E302",
    title="指标分值合计不等于规定分值",
    message="{category}指标的分值合计{sum}分，评分标准规定{wanted}分",
    hint="改分值，使合计正好等于{wanted}分；也可以全部不填，由程序平均分配",
    why="各项分值合计必须等于上一级指标的分值，否则总分不是100分。",
    wrong="产出指标分值合计 19",
    right="产出指标分值合计 20",
)
INDICATOR_POINTS_RANGE = Kind(
    code="E303",
    title="指标分值不合规",
    message="{code}的分值是{found}，分值应大于0、不超过{most}、最多两位小数",
    hint="填大于0、不超过{most}的数，小数不超过两位",
    why="得分只计到两位小数；分值为0或小数过多时，得满分也凑不成规定的总分。",
    wrong="3.333",
    right="3.33",
)
NO_INDICATORS = Kind(
    code="E304",
    title="缺少一类指标",
    message="“绩效指标”表里没有{category}指标，“{criterion}”无法评分",
    hint="在“绩效指标”表填写{category}指标",
    why="该项有{points}分，没有指标就没有评分依据，不能按0分也不能按满分处理。",
    wrong="只有产出指标",
    right="产出、效益指标都有",
    blank=True,
)
CATEGORY_NOT_SCORED = Kind(
    code="E305",
    title="指标类别不在评分标准内",
    message="{code}的类别“{found}”在本年度评分标准中没有对应的评分项",
    hint="类别改填评分标准有的：{wanted}",
    why="不属于任何评分项的指标不会计分，报告中就会少掉它。",
    wrong="类别：其他",
    right="类别：产出",
)
METHOD_UNKNOWN = Kind(
    code="E306",
    title="计分方式不认识",
    message="{code}的计分方式“{found}”不在评分标准内{nearest}",
    hint="从下拉列表选择：{wanted}；不填则按“{default}”",
    why="计分方式决定得分，不能猜。",
    wrong="按比列计分",
    right="按比例计分",
)
INDICATOR_VALUE_MISSING = Kind(
    code="E307",
    title="指标缺数",
    message="缺“{column}”，无法评分",
    hint="填数字，单位写在“计量单位”列；定性指标的符号填“定性”",
    why="指标值和实际完成值缺一个就无法判断是否达标；空白不是0。",
    wrong="实际完成值空着",
    right="实际完成值 88",
)
QUALITATIVE_WORD = Kind(
    code="E308",
    title="定性指标完成情况不认识",
    message="定性指标的实际完成值“{found}”不认识",
    hint="填 达成、部分达成（写系数，如“部分达成0.8”或“部分达成（80%）”）或 未达成",
    why="定性指标按达成、部分达成、未达成三档计分，其他写法无法判断属于哪一档。",
    wrong="基本完成",
    right="部分达成0.8",
)
QUALITATIVE_COEFFICIENT = Kind(
    code="E309",
    title="部分达成的系数不在范围内",
    message="“{found}”的系数应在{lowest}到{highest}之间",
    hint="写{lowest}到{highest}之间的系数，如“部分达成0.8”；达不到{lowest}的填“未达成”",
    why="评分标准规定了部分达成的系数范围。",
    wrong="部分达成0.3",
    right="部分达成0.6",
)
DEDUCTION_MISSING = Kind(
    code="E310",
    title="人工计分没有填扣分",
    message="计分方式是人工计分，但没有填“扣分”",
    hint="填扣几分；不扣分填0",
    why="人工计分以填写的扣分为准，空白不等于不扣分。",
    wrong="计分方式 人工计分，扣分空着",
    right="计分方式 人工计分，扣分 0.5",
    blank=True,
)
DEDUCTION_RANGE = Kind(
    code="E311",
    title="扣分不在范围内",
    message="扣分{found}分，应在0到{full}分之间、最多两位小数",
    hint="填0到{full}之间的数，小数不超过两位",
    why="扣分不能是负数，也不能超过分值。",
    wrong="分值 2，扣分 3",
    right="分值 2，扣分 2",
)
DEDUCTION_DIFFERS = Kind(
    code="E312",
    title="填写的扣分与评分规则算出的不一致",
    message="“{name}”填写扣{found}分，按评分规则应扣{wanted}分（{rule}）",
    hint="核对填报值；填报值没有错的，把扣分改为{wanted}或空着不填",
    why="表上的扣分与按规则算出的不同，总分就有两个说法。",
    wrong="填报问题2个（每个扣0.5分），扣分填 0.5",
    right="扣分填 1，或不填",
)
REASON_MISSING = Kind(
    code="E313",
    title="丢了分没有写原因",
    message="“{name}”扣{lost}分，没有写“{column}”",
    hint="在“{column}”写明扣分原因（{rule}）",
    why="自评表说明须逐项说明扣分原因，没有原因的扣分无法成文。",
    wrong="扣1分，未完成原因空着",
    right="扣1分，未完成原因：部分患者未按时提交申领材料",
    blank=True,
)
MANUAL_REASON_MISSING = Kind(
    code="E314",
    title="人工计分没有写原因",
    message="“{name}”按人工计分，没有写“{column}”",
    hint="在“{column}”写明这样计分的理由，不扣分也要写",
    why="人工计分不按固定规则，理由就是它唯一的依据。",
    wrong="人工计分，扣分 0，未完成原因空着",
    right="人工计分，扣分 0，未完成原因：任务按上级通知顺延，已按新时限完成",
    blank=True,
)
RATE_UNEXPLAINED = Kind(
    code="W315",
    title="支出率偏低没有说明原因",
    message="年度平均执行率{found}%，低于{limit}%，“存在问题”里没有说明原因",
    hint="在“存在问题”写明预算执行率偏低的原因",
    why="执行率偏低是财政部门审核的重点，没有原因容易被退回。",
    wrong="执行率85%，存在问题没有提到预算执行",
    right="存在问题：项目招标推迟，预算执行率偏低",
)
MANAGEMENT_ROW_MISSING = Kind(
    code="E316",
    title="管理效率少了一项",
    message="“管理效率”表没有“{found}”这一行",
    hint="照评分标准补上这一行（三级指标写“{found}”）",
    why="缺的那一项有{points}分，不能按0分也不能按满分处理。",
    wrong="表里没有“数据质量”",
    right="每个三级指标各有一行",
    blank=True,
)
MANAGEMENT_ROW_UNKNOWN = Kind(
    code="E317",
    title="管理效率里有评分标准没有的项",
    message="“{found}”不是本年度评分标准的三级指标{nearest}",
    hint="改为评分标准中的名称；多余的行删去",
    why="名称对不上的行不会计分，应得的分就会丢掉。",
    wrong="资产盘点情況",
    right="资产盘点情况",
)
ENTRY_BLANK = Kind(
    code="E318",
    title="没有填填报值",
    message="“{criterion}”没有填报值，无法评分",
    hint="{how}",
    why="空白既不是“否”也不是0，按空白评分会无故扣分或得分。",
    wrong="填报值空着",
    right="填报值 是",
    blank=True,
)
ENTRY_WORD = Kind(
    code="E319",
    title="填报值不认识",
    message="填报值“{found}”不认识，这一项只能填{wanted}",
    hint="改填{wanted}",
    why="是与否决定得分，不能猜。",
    wrong="基本是",
    right="是",
)
ENTRY_COUNT = Kind(
    code="E320",
    title="填报值不是个数",
    message="填报值“{found}”不是个数，这一项填{issue}的数目",
    hint="填0或大于0的整数，没有的填0",
    why="按个数扣分，要有确切的数目。",
    wrong="若干",
    right="2",
)
ENTRY_ELEMENT = Kind(
    code="E321",
    title="要素名称不认识",
    message="填报值里的“{found}”不是这一项的要素{nearest}",
    hint="全部做到填“是”，都没做到填“否”，部分做到写做到的要素，用顿号隔开：{wanted}",
    why="按做到的要素给分，名称对不上就无法给分。",
    wrong="目标公开、自评",
    right="目标公开、自评公开",
)
ENTRY_NUMBER = Kind(
    code="E322",
    title="填报值不是数字",
    message="填报值“{found}”不是以{unit}为单位的数字",
    hint="填阿拉伯数字，单位是{unit}",
    why="这一项按数值分档或按比例计分。",
    wrong="九成",
    right="90%",
)
FIGURE_MISSING = Kind(
    code="E323",
    title="评分要用的数没有填",
    message="没有“{figure}”，无法评分",
    hint="在“{sheet}”表填写{wanted}",
    why="空白不是0，缺这个数就无法评分。",
    wrong="结转结余率、结转结余资金都空着",
    right="结转结余率 5%",
    blank=True,
)
FIGURE_NOT_COMPUTABLE = Kind(
    code="E324",
    title="评分要用的数算不出来",
    message="“{figure}”要除以{divisor}，而{divisor}是0",
    hint="核对“{sheet}”表的{divisor}",
    why="不能除以0。",
    wrong="调整预算数 0",
    right="调整预算数 12000 万元",
)
RATES_DIFFER = Kind(
    code="W325",
    title="两种执行率相差过大",
    message="填写的年度平均执行率{found}%，按四个季度累计支出数算出{computed}%，相差超过{tolerance}个百分点",
    hint="核对季度累计支出数和预算数；评分按填写的{found}%",
    why="两个数应当接近，相差大说明其中一个填错了。",
    wrong="填写95%，按季度算是88%",
    right="填写95%，按季度算是94.6%",
)
ENTRY_CONTRADICTS_SHEET = Kind(
    code="W326",
    title="填报值与表中的数不一致",
    message="“{criterion}”的填报值“{found}”与“{sheet}”表的数不一致（{rule}）",
    hint="这一项按“{sheet}”表的数评分，填报值可以不填；两处不一致时请核对",
    why="同一个数在两处填得不同，至少有一处是错的。",
    wrong="填报值 8%，结转结余率 12%",
    right="填报值空着，结转结余率 12%",
)
MISSED_BUT_FULL = Kind(
    code="E327",
    title="没有达标却不扣分",
    message="{code}没有达到年度指标值（实际{actual}，指标值{target}），扣分却是0",
    hint="填应扣的分；数字填错的，改实际完成值或年度指标值",
    why="没有达标还得满分，得分与完成情况自相矛盾。",
    wrong="指标值≥90%，实际88%，扣分0",
    right="指标值≥90%，实际88%，扣分0.5",
)
MET_BUT_LOST = Kind(
    code="E328",
    title="达标了却扣分",
    message="{code}已达到年度指标值（实际{actual}，指标值{target}），却扣{lost}分",
    hint="核对实际完成值和扣分；扣分是因为别的事（如办得晚），给那件事另列一个指标，在那里扣",
    why="达标还扣分，得分与完成情况自相矛盾。",
    wrong="指标值≥90%，实际95%，扣分1",
    right="指标值≥90%，实际95%，扣分0",
)
NO_EVIDENCE = Kind(
    code="W329",
    title="满分但没有任何佐证材料",
    message="自评{found}分（满分），但没有一项填了佐证材料",
    hint="在“绩效指标”“管理效率”表的“佐证材料”列写明材料名称",
    why="满分自评没有佐证，财政部门无法采信。",
    wrong="100分，佐证材料全空",
    right="佐证材料：民生服务满意度调查报告",
)
POINTS_SHARED = Kind(
    code="N330",
    title="分值由程序平均分配",
    message="{category}指标没有填分值，{total}分由{count}个指标平均分配：{shares}",
    hint="要按重要程度分配的，请填写全部分值",
    why="让填报人知道分值不是他填的。",
    wrong="分值全空，又以为每项分值与上年相同",
    right="知道程序平均分配，或自己填写",
)
UNVERIFIED_DEDUCTION = Kind(
    code="N331",
    title="扣分依据尚未核实",
    message="“{name}”扣{lost}分，所依据的评分规则尚未核实：{source}",
    hint="请财政部门核对这一行规则；核对后在评分标准文件中改 source，并把 verified 改为 true",
    why="没有溯源到官方评分表的规则决定了扣分，应当让人知道。",
    wrong="verified = false 的规则扣了分，没有人知道",
    right="核对官方评分表后 verified = true",
)
DRAFT_RULES = Kind(
    code="N332",
    title="评分标准是试用稿",
    message='{found}年度评分标准标明为试用（status = "draft"）',
    hint='正式采用前请财政部门核对；核对后把 status 改为 "official"',
    why="试用的标准算出的得分不能直接上报。",
    wrong="拿试用标准的得分上报",
    right="核对后再上报",
)

# --- 4 rules files ----------------------------------------------------------------------------------------

RULES_YEAR_MISSING = Kind(
    code="E401",
    title="没有这一年度的评分标准",
    message="没有{found}年度的评分标准，现有：{years}",
    hint="核对填报表的年度；确是{found}年度的，照 docs/评分标准说明 新建 rules/{found}.toml",
    why="每年的评分标准各自完整，不沿用上一年度的。",
    wrong="年度填 2042",
    right="年度填 2024",
)
RULES_UNREADABLE = Kind(
    code="E402",
    title="评分标准文件读不出",
    message="评分标准文件读不出：{found}",
    hint="用记事本另存为 UTF-8 编码，并确认文件可以打开",
    why="其他编码的汉字会变成乱码。",
    wrong="以 ANSI（GBK）编码保存",
    right="以 UTF-8 编码保存",
)
RULES_SYNTAX = Kind(
    code="E403",
    title="评分标准文件写法有误",
    message="这里不合 TOML 的写法（{found}）",
    hint="检查这一处：引号、等号、逗号、方括号要用半角，文字要加引号，同一项不能写两遍",
    why="写法有误，整个文件都无法读取。",
    wrong="name = “数据质量”",
    right='name = "数据质量"',
)
RULES_UNKNOWN_KEY = Kind(
    code="E404",
    title="评分标准中有不认识的项",
    message="{item}有不认识的项“{found}”{nearest}",
    hint="这里可以写：{wanted}",
    why="写错的项不会起作用，又不容易被发现。",
    wrong="point = 2",
    right="points = 2",
)
RULES_MISSING_KEY = Kind(
    code="E405",
    title="评分标准缺少一项",
    message="{item}缺少“{found}”",
    hint="补上 {found}：{expects}",
    why="缺了这一项就无法评分。",
    wrong="没有 points",
    right="points = 2",
)
RULES_MISSING_SOURCE = Kind(
    code="E406",
    title="评分标准没有写依据",
    message="{item}没有写依据（source）",
    hint="写明文件名称和条款；没有依据的写“同类方案的通常规定，未能溯源到官方评分表”",
    why="每一条评分规则都要能查到依据。",
    wrong='source = ""',
    right='source = "《中华人民共和国预算法》第十四条"',
)
RULES_WRONG_TYPE = Kind(
    code="E407",
    title="评分标准中的值不对",
    message="{item}的“{key}”写成了“{found}”，应为{expects}",
    hint="改为{expects}",
    why="值的种类不对，无法评分。",
    wrong='points = "2分"',
    right="points = 2",
)
RULES_UNKNOWN_KIND = Kind(
    code="E408",
    title="计分规则的种类不认识",
    message="{item}的计分规则“{found}”不认识{nearest}",
    hint="可用的有：{wanted}",
    why="不认识的规则无法评分。",
    wrong='rule = "band"',
    right='rule = "bands"',
)
RULES_UNKNOWN_PARAMETER = Kind(
    code="E409",
    title="计分规则有不认识的参数",
    message="{item}用的计分规则 {rule} 没有参数“{found}”{nearest}",
    hint="{rule} 的参数有：{wanted}",
    why="写错的参数不会起作用，又不容易被发现。",
    wrong='rule = "per_issue"，lose = 0.5',
    right='rule = "per_issue"，loss = 0.5',
)
RULES_TOTAL = Kind(
    code="E410",
    title="评分标准的分值合计不对",
    message="{item}的{parts}合计{found}分，应为{wanted}分",
    hint="改分值，使下级合计等于上级，一级指标合计等于100分",
    why="分值合计不对，总分就不是100分。",
    wrong="二级指标 4 分，其下三级指标 2 + 1",
    right="二级指标 4 分，其下三级指标 2 + 2",
)
RULES_DUPLICATE = Kind(
    code="E411",
    title="评分标准中有重名",
    message="{item}重复出现“{found}”",
    hint="改名，或删去多余的一个",
    why="靠名称查找，重名就分不清是哪一个。",
    wrong='两个 name = "数据质量"',
    right="名称各不相同",
)
RULES_BANDS_OVERLAP = Kind(
    code="E412",
    title="分档有重叠",
    message="{item}的“{found}”与“{other}”两档重叠",
    hint="相接的两档，一档含端点（≤、≥），另一档不含（<、>）",
    why="落在重叠处的数有两个得分。",
    wrong="≤10 与 ≥10 <20",
    right="≤10 与 >10 <20",
)
RULES_BANDS_GAP = Kind(
    code="E413",
    title="分档有缺口",
    message="{item}的分档没有包括{found}的数",
    hint="各档合起来要包括所有的数：第一档不设下限，最后一档不设上限，相接处不留空",
    why="落在缺口里的数没有得分。",
    wrong="≤10 与 >15",
    right="≤10、>10 ≤15 与 >15",
)
RULES_BAND_RANGE = Kind(
    code="E414",
    title="分档的范围写法不对",
    message="{item}的“{key}”里，范围“{found}”看不懂或不含任何数",
    hint='写作 "≤10"、">10 ≤20"、"=100" 这样的形式，两端用半角空格隔开',
    why="看不懂范围就无法分档。",
    wrong='range = "10-20"',
    right='range = ">10 ≤20"',
)
RULES_UNKNOWN_NAME = Kind(
    code="E415",
    title="评分标准引用了没有的名称",
    message="{item}的“{key}”引用的“{found}”不存在{nearest}",
    hint="可用的有：{wanted}",
    why="引用的名称不存在，这一项就无处归属或取不到数。",
    wrong='level2 = "预算执行情况"',
    right='level2 = "预算执行"',
)
RULES_YEAR_DIFFERS = Kind(
    code="E416",
    title="评分标准的年度与文件名不同",
    message="文件名是{wanted}年度，里面写的是 year = {found}",
    hint="把 year 改为 {wanted}，或改文件名",
    why="复制上年文件后忘了改年度，容易用错标准。",
    wrong="2025.toml 里 year = 2024",
    right="2025.toml 里 year = 2025",
)
RULES_FULL_UNREACHABLE = Kind(
    code="E417",
    title="最高档不等于分值",
    message="{item}分值{wanted}分，但最高的一档是{found}分",
    hint="把最高一档的 points 改为{wanted}",
    why="最高一档低于分值就永远得不到满分，高于分值就会超分。",
    wrong="points = 2，最高档 1.5",
    right="points = 2，最高档 2",
)
RULES_KIND_MISPLACED = Kind(
    code="E418",
    title="计分规则用错了地方",
    message="{item}不能用计分规则 {found}：它要用的{wanted}这里没有",
    hint="换一种计分规则（见 docs/评分标准说明）",
    why="规则要用的数在这里没有地方填写。",
    wrong='三级指标 rule = "proportional"',
    right='三级指标 rule = "bands"',
)
RULES_ONE_NEEDED = Kind(
    code="E419",
    title="应当只有一个",
    message="{found}应当有且只有1个，现有{count}个",
    hint="增补或删减到1个",
    why="没有或多于一个时，无法确定用哪一个。",
    wrong="两种计分方式都写 default = true",
    right="只有一种计分方式写 default = true",
)
CASE_FAILED = Kind(
    code="E420",
    title="案例算出的结果与预期不同",
    message="案例“{name}”：预期{wanted}，算出{found}",
    hint="核对规则的参数和案例的数，改错的那一个",
    why="案例是用数字写明的规则，算不对说明规则或案例写错了。",
    wrong="填报值 2（每个扣0.5分），预期 1.5 分",
    right="填报值 2（每个扣0.5分），预期 1 分",
)
CASE_NEEDED = Kind(
    code="W421",
    title="评分规则没有案例",
    message="{found}没有案例",
    hint="在评分标准文件里为它加一个 [[case]]",
    why="没有案例的规则，写错了也不会被发现。",
    wrong="新增一个三级指标，没有案例",
    right="每个三级指标、每种计分方式至少一个案例",
)
RULES_CASE_OUTCOME = Kind(
    code="E422",
    title="案例的预期写法不对",
    message="{item}要在 points 和 error 中写一个，且只写一个",
    hint="预期得分写 points，预期报错写 error",
    why="没有预期就无从核对，两个预期互相矛盾。",
    wrong="既写 points 又写 error",
    right="points = 1.5",
)

# --- 5 wording --------------------------------------------------------------------------------------------

UNKNOWN_WORD = Kind(
    code="E501",
    title="不认识的词",
    message="没有“{found}”这个词{nearest}",
    hint="核对词的写法；全部可用的词用 reportgen wording words 查，汇总的加 --summary",
    why="写错的词印不出内容。",
    wrong="{{ 得份.总分 }}",
    right="{{ 得分.总分 }}",
)
WORDING_UNKNOWN_FILTER = Kind(
    code="E502",
    title="不认识的格式",
    message="没有“|{found}”这种格式{nearest}",
    hint="可用的格式：分、万元、百分比、汉字数、去句号、成句",
    why="写错的格式印不出内容。",
    wrong="{{ 得分.总分|分数 }}",
    right="{{ 得分.总分|分 }}",
)
WORDING_WRONG_FILTER = Kind(
    code="E503",
    title="格式用错了词",
    message="“|{found}”只能用在“{takes}”类的词后面，“{word}”不是",
    hint="去掉格式，或换一个词；指标值和实际完成值本来就带计量单位，不要再加",
    why="给文字加“分”“万元”没有意义。",
    wrong="{{ 单位.简称|万元 }}",
    right="{{ 三公.预算|万元 }}",
)
WORDING_NOT_PRINTABLE = Kind(
    code="E504",
    title="不能直接印出来",
    message="“{found}”是“{type}”类的词，不能直接印出来",
    hint="清单用 {{% for … in … %}} 逐条写；是否用 {{% if … %}} 判断；一组词写明要其中哪个，如“单位.简称”",
    why="印出来的会是程序内部的写法。",
    wrong="{{ 绩效目标 }}",
    right="{% for 目标 in 绩效目标 %}{{ 目标.标题 }}{% endfor %}",
)
WORDING_MAY_BE_BLANK = Kind(
    code="E505",
    title="可能没有内容的词",
    message="“{path}”有时没有内容，直接印会缺字",
    hint="先判断再印：{{% if {path} %}}……{{% endif %}}",
    why="没有填时这句话会残缺，程序就停下来。",
    wrong="{{ 主要荣誉 }}",
    right="{% if 主要荣誉 %}{{ 主要荣誉 }}{% endif %}",
)
WORDING_NOT_A_LIST = Kind(
    code="E506",
    title="不是清单",
    message="“{found}”是“{type}”类的词，不能用 for 逐条写",
    hint="for 后面写清单，如 绩效目标、重点工作、扣分指标",
    why="只有清单才有一条一条的内容。",
    wrong="{% for 字 in 单位.简称 %}",
    right="{% for 目标 in 绩效目标 %}",
)
WORDING_NOT_A_FLAG = Kind(
    code="E507",
    title="不能当作判断",
    message="“{found}”是“{type}”类的词，不能用来判断",
    hint="判断用“是否”类的词（如说明的 全部达标，汇总的 全部满分）、清单，或可能没有内容的词；数不能拿来比大小",
    why="数字和门槛比大小容易算错，判断都由评分标准作出。",
    wrong="{% if 得分.总分 %}",
    right="{% if 全部达标 %}",
)
WORDING_NO_MEMBERS = Kind(
    code="E508",
    title="里面没有别的词",
    message="“{word}”是“{type}”类的词，后面不能再加“.{found}”",
    hint="清单里的词要在 for 循环里用，如“目标.标题”",
    why="清单有很多条，不知道要哪一条。",
    wrong="{{ 绩效目标.标题 }}",
    right="{% for 目标 in 绩效目标 %}{{ 目标.标题 }}{% endfor %}",
)
WORDING_FORBIDDEN = Kind(
    code="E509",
    title="不允许的写法",
    message="这里不允许{what}",
    hint="只用词、格式、if、for、include；要判断的事用“是否”类的词，要算的数用现成的词",
    why="措辞只管怎样说；计算和比较由程序来做，才能核对。",
    wrong="{% if 得分.总分 > 90 %}",
    right="{% if 全部达标 %}",
)
WORDING_LOOSE_BRACE = Kind(
    code="E510",
    title="多出来的花括号",
    message="“{found}”不在成对的 {{{{ }}}} 里，会原样印出来",
    hint="花括号用半角、成对写：{{{{ 词 }}}}",
    why="全角或单个的花括号程序不认，会印进公文。",
    wrong="｛｛ 年度 ｝｝",
    right="{{ 年度 }}",
)
WORDING_STRAY_CHARACTER = Kind(
    code="E511",
    title="花括号里有不认识的字符",
    message="花括号里不能有“{found}”",
    hint="花括号里只写词和格式，竖线、点和引号用半角；别的标点写到花括号外面",
    why="全角标点不是程序的写法。",
    wrong="{{ 得分.总分｜分 }}",
    right="{{ 得分.总分|分 }}",
)
WORDING_UNKNOWN_TAG = Kind(
    code="E512",
    title="不认识的标签",
    message="没有“{found}”这种标签{nearest}",
    hint="可用的标签：if（如果）、elif（否则如果）、else（否则）、endif（如果到此为止）、"
    "for（逐条写）、endfor（逐条写到此为止）、include（放进另一个文件）",
    why="标签写错，后面的内容就不知道何时出现。",
    wrong="{% 如果 全部达标 %}",
    right="{% if 全部达标 %}",
)
WORDING_UNCLOSED = Kind(
    code="E513",
    title="有开头没有结尾",
    message="这里的“{found}”有开头，没有结尾",
    hint="{{{{ 后面要有 }}}}，{{% 后面要有 %}}，if 后面要有 endif，for 后面要有 endfor，都是半角",
    why="没有结尾，后面的文字会被吞掉。",
    wrong="{% if 全部达标 %}均已完成",
    right="{% if 全部达标 %}均已完成{% endif %}",
)
WORDING_SYNTAX = Kind(
    code="E514",
    title="写法不对",
    message="花括号里从这里起看不懂",
    hint="一对花括号里只写一个词，词和词之间用半角的点，格式前面用半角的竖线；对照 docs/措辞编写说明.md 的例子改",
    why="写法不对，程序不知道要印什么。",
    wrong="{{ 单位 简称 }}",
    right="{{ 单位.简称 }}",
)
WORDING_NO_FRAGMENT = Kind(
    code="E515",
    title="找不到要包含的文件",
    message="没有“{found}”这个措辞文件{nearest}",
    hint="核对文件名，写全扩展名 .txt；只能包含措辞文件夹里的文件",
    why="包含的文件不存在，这一段就缺了。",
    wrong='{% include "扣分.txt" %}',
    right='{% include "扣分说明.txt" %}',
)
WORDING_TOO_MUCH = Kind(
    code="E516",
    title="内容太多",
    message="这一节印出的内容过多",
    hint="检查 for 是不是套得太多，文件是不是放进（include）了太多次",
    why="一份说明只有几千字，过多的内容多半是循环写错了。",
    wrong="循环套循环，把全部指标印了许多遍",
    right="每条只印一次",
)
WORDING_PRINTS_NOTHING = Kind(
    code="E517",
    title="这里没有内容可印",
    message="这一行有个词这一次没有内容",
    hint="先用 {{% if … %}} 判断，再印",
    why="没有内容的词印出来会缺字。",
    wrong="{{ 主要荣誉 }}",
    right="{% if 主要荣誉 %}{{ 主要荣誉 }}{% endif %}",
)
WORDING_MISPLACED_TAG = Kind(
    code="E518",
    title="标签放错了位置",
    message="“{found}”放错了位置：前面没有与它配对的标签",
    hint="elif、else、endif 写在 if 后面，endfor 写在 for 后面，一个 if 只能有一个 else",
    why="标签配不成对，就不知道哪些文字受它管。",
    wrong="均已完成{% endif %}",
    right="{% if 全部达标 %}均已完成{% endif %}",
)
WORDING_UNREADABLE = Kind(
    code="E520",
    title="措辞文件读不了",
    message="措辞文件读不了",
    hint="关闭正在占用它的程序，检查读取权限",
    why="读不到措辞，就写不出说明。",
    wrong="没有读取权限的文件",
    right="能打开的文件",
)
WORDING_TOO_LARGE = Kind(
    code="E521",
    title="措辞文件太大",
    message="措辞文件超过 {limit} KB，没有打开",
    hint="拆成几个文件，或检查是不是放错了文件",
    why="一节措辞只有几千字。",
    wrong="误放进来的大文件",
    right="一节一个小文件",
)
WORDING_NOT_UTF8 = Kind(
    code="E522",
    title="措辞文件的编码不对",
    message="从这一行起不是 UTF-8 编码的文字",
    hint="用记事本打开，“另存为”，编码选 UTF-8",
    why="编码不对会变成乱码。",
    wrong="ANSI（GBK）编码的文件",
    right="UTF-8 编码的文件",
)
WORDING_CONTROL_CHARACTER = Kind(
    code="E523",
    title="措辞里有看不见的控制字符",
    message="这里有看不见的控制字符",
    hint="删去这一段，重新键入",
    why="控制字符写进 Word 会打不开。",
    wrong="从别的系统复制的文字",
    right="重新键入的文字",
)
NO_WORDING = Kind(
    code="E524",
    title="没有措辞",
    message="一节措辞也没有找到",
    hint="检查模板文件夹里的这个文件夹，或用 --templates 指明模板文件夹",
    why="没有措辞就没有说明。",
    wrong="空的 wording 文件夹",
    right="wording/默认/10-绩效目标.txt 等文件",
)
NO_TITLE = Kind(
    code="E525",
    title="没有标题",
    message="措辞里没有【标题】这一行",
    hint="在 00-标题.txt 里写：【标题】……",
    why="说明必须有标题。",
    wrong="删去了 00-标题.txt",
    right="【标题】{{ 年度 }}年度……自评表说明",
)
WORDING_NO_HEADING = Kind(
    code="E526",
    title="标题记号不对",
    message="“{found}”不是标题记号",
    hint="标题记号用半角：# 一级、## 二级、### 三级、#### 四级，最多四个",
    why="不认识的记号会原样印进公文。",
    wrong="＃ 绩效自评情况",
    right="# 绩效自评情况",
)
WORDING_UNUSED = Kind(
    code="W527",
    title="措辞文件没有用上",
    message="“{found}”没有用上",
    hint="成节的文件名以数字和短横线开头，如 48-社会保障.txt，数字决定先后；别的文件要由某一节写 include 才用得上",
    why="文件名差一点，写好的一节就不会出现在说明里。",
    wrong="48社会保障.txt",
    right="48-社会保障.txt",
)
WORDING_HEADING_JUMPS = Kind(
    code="W528",
    title="标题跳了级",
    message="“{found}”在这里跳了级，前面的标题之下应当是“{wanted}”",
    hint="标题一级一级往下：# 一、## （一）、### 1.、#### （1），中间不跳",
    why="公文的结构层次依次用“一、”“（一）”“1.”“（1）”（GB/T 9704-2012 第7.3.3条），跳级就少了一层。",
    wrong="# 绩效自评情况，接着 ### 自评结论",
    right="# 绩效自评情况，接着 ## 自评结论",
)
WORDING_LOOK_ALIKE = Kind(
    code="W529",
    title="名称看上去一样",
    message="“{found}”与“{other}”看上去一样，其实是两个名称，谁也不代替谁",
    hint="要代替远一层的文件，名称须一字不差；检查全角和半角、空格、短横线的种类、大小写",
    why="差一个看不出的字符，想改的一节没有改成，还会多出一节。",
    wrong="２0-自评结论.txt、20－自评结论.txt、20-自评结论 .txt",
    right="20-自评结论.txt",
)
WORDING_IGNORED = Kind(
    code="W530",
    title="放在这里的东西不起作用",
    message="“{found}”放在这里不起作用",
    hint="措辞只认 {layers} 文件夹里的 .txt 文件",
    why="放错了地方或者扩展名不对的文件，程序不看，也就不会出现在说明和汇总里。",
    wrong="wording/荔湾区/20-自评结论.txt、wording/默认/20-自评结论.docx",
    right="wording/区/荔湾区/20-自评结论.txt",
)
WORDING_NEVER_FILLED = Kind(
    code="W531",
    title="这个词永远没有内容",
    message="按这一年度的评分标准，“{found}”永远没有内容，也永远不成立",
    hint="删去用到它的这一段，或者换一个词；每个指标有哪些词，用 reportgen wording words 查",
    why="以它为条件的文字一次也不会出现。",
    wrong="{% if 采购管理.采购活动合规性.满分线 %}（这一项按个数扣分，没有满分线）",
    right="{% if 采购管理.采购活动合规性.满分 %}",
)
SPECIMEN_LEFT_OUT = Kind(
    code="N533",
    title="有一个样例没有试写",
    message="按{year}年度的评分标准，做不出样例“{found}”，这种情形没有试写",
    hint="措辞里管这种情形的句子，请用真的填报表核对",
    why="样例由评分标准推出来；评分标准很特别的，有的情形推不出来。",
    wrong="评分标准里没有可以失分的项",
    right="用那种情形的填报表运行 reportgen check",
)
WORDING_FIXED_FIGURE = Kind(
    code="W532",
    title="措辞里写死了数",
    message="“{found}”写死在措辞里，各单位、各年度都会印出这个数",
    hint="金额、分数、比率、年份用词来填，如 {{{{ 年度 }}}}年；评分的门槛写在评分标准里",
    why="写死的数不跟着填报表走，换一个单位、换一年就是错的。",
    wrong="2023年，全年支出1000万元。",
    right="{{ 年度 }}年，全年支出{{ 预算.全年支出数|万元 }}。",
)

EXHIBIT_NOT_ALONE = Kind(
    code="E534",
    title="图表没有独占一段",
    message="“{found}”没有独占一段",
    hint="把 {{{{ {found} }}}} 单独写成一段：前后各空一行，不加标题记号，也不和别的文字写在一起",
    why="表格和图排在两段文字之间，不能夹在一句话里。",
    wrong="各单位得分见{{ 表.得分排名 }}。",
    right="各单位得分见下表。（空一行）{{ 表.得分排名 }}",
)
WORDING_OTHER_UNIT = Kind(
    code="E535",
    title="格式与词的单位不符",
    message="“{word}”的单位是“{unit}”，不能用“|{found}”",
    hint="换成它自己的单位：没有这种格式的，去掉格式，把单位写在花括号后面",
    why="数后面会印上别的单位，3个单位印成 3%。",
    wrong="{{ 段.单位数|百分比 }}",
    right="{{ 段.单位数 }}个",
)
SECOND_TITLE = Kind(
    code="E536",
    title="标题不止一个",
    message="这里又有一个【标题】",
    hint="只留一个【标题】，通常在 00-标题.txt；正文里的标题用 #",
    why="一份公文只有一个标题。",
    wrong="00-标题.txt 和 50-小结.txt 各有一行【标题】",
    right="# 小结",
)

# --- 6 checks ---------------------------------------------------------------------------------------------

SCORES_DO_NOT_ADD_UP = Kind(
    code="E601",
    title="分值或得分加不起来",
    message="各三级指标分值合计 {criteria}，总分 {total}，扣分合计 {lost}，三者对不上",
    hint="核对评分标准文件里各项的分值",
    why="说明里的总分、分项和扣分必须处处相等。",
    wrong="三级指标合计 99 分",
    right="三级指标合计 100 分",
)
POINTS_OUT_OF_BOUNDS = Kind(
    code="E602",
    title="得分超出范围",
    message="得分 {found} 不在 0 到 {full} 之间",
    hint="核对评分标准文件里这一项的规则",
    why="一项的得分不能小于零，也不能大于分值。",
    wrong="分值 2 分，得分 2.5 分",
    right="分值 2 分，得分 2 分",
)
LOSS_NOT_EXPLAINED = Kind(
    code="E603",
    title="扣分没有写进说明",
    message="“{name}”扣了{lost}分，说明里没有交代",
    hint="在措辞里写出这一项的扣分，如“……，扣{{{{ 指标.扣分|分 }}}}。”；默认措辞已经写好，可对照修改",
    why="公开的说明要交代每一处扣分，扣分合计要等于 100 减总分。",
    wrong="删去了措辞里的“存在问题”",
    right="保留“存在问题”一节",
)

THRIFT_CONTRADICTED = Kind(
    code="E604",
    title="超支了却说没有超",
    message="{subject}实际支出超过了预算，文中却写“{claim}”",
    hint="改写这句话，写明超出的情况和原因；数字填错的，改正数字",
    why="一边超支一边写严控、没有超预算，读者会问哪个是真的。",
    wrong="三公经费支出 10.5 万元、预算 9.63 万元，写“严控‘三公’经费”",
    right="写明“超出年初预算0.87万元”和原因",
)
CARRY_OVER_CONTRADICTED = Kind(
    code="E605",
    title="结转结余率与文字不符",
    message="结转结余率是 {rate}%，文中却写“{found}”",
    hint="改写这句话，或改正“预算执行”表里的数",
    why="文字里的数和表里的数必须一致。",
    wrong="结转结余率 12%，写“小于10%”",
    right="写“结转结余率为12%”",
)
COMPLETION_CONTRADICTED = Kind(
    code="E606",
    title="没有全部完成却说全部完成",
    message="文中写“{claim}”，可是没有达标或丢了分：{names}",
    hint="改写这句话，如“基本完成”；完成情况填错的，改正“绩效指标”表",
    why="说全部完成，又有指标扣分，前后矛盾。",
    wrong="“各项绩效目标均已完成”，有一项扣1分",
    right="“各项绩效目标基本完成”",
)

TITLE_TOO_LONG = Kind(
    code="W607",
    title="标题太长",
    message="标题有 {length} 个字，超过 {limit} 个字，排不下",
    hint="核对“基本信息”里的单位全称，是不是填进了别的内容",
    why="标题用二号字，一行 20 个字，超过四行就不成标题了。",
    wrong="单位全称里填了一整段话",
    right="单位全称：广州市荔湾区人民政府金花街道办事处",
)

NOTE_BESIDE_LOSS = Kind(
    code="W608",
    title="丢了分，情况说明没有变",
    message="“{name}”扣了{lost}分，这里的情况说明仍照原样写进说明",
    hint="核对这段文字与扣分是否矛盾，如“已按规定”“均已”“没有”，有矛盾的改写",
    why="改了填报值而没有改文字，说明就会一边说做到了，一边扣分。",
    wrong="填报值改为“否”，情况说明仍是“已开展事前评估”",
    right="情况说明写明没有开展的原因",
)
LEFT_OVER = Kind(
    code="E609",
    title="留下了没有替换的内容",
    message="文中有没有替换的内容“{found}”",
    hint="把它换成实际的文字或数字",
    why="占位的记号印进公文，一看就是没有写完。",
    wrong="参与率达到【待填】。",
    right="参与率达到80%。",
)

ACTUAL_REPEATS_TARGET = Kind(
    code="E610",
    title="实际完成值照抄了指标值",
    message="实际完成值“{found}”是照抄的年度指标值，看不出实际完成了多少",
    hint="填实际完成的数字，如 82.5；正好完成的填指标值的数字，不带≥、“以上”等；定性指标填 达成、部分达成0.8 或 未达成",
    why="指标值是要求，实际完成值是结果；照抄要求，等于没有填结果。",
    wrong="年度指标值 80，实际完成值 ≥80%",
    right="年度指标值 80，实际完成值 82.5",
)
DEVIATION_UNEXPLAINED = Kind(
    code="W611",
    title="偏差大没有说明",
    message="“{name}”指标值{target}，实际{actual}，{direction}了{share}%，超过{limit}%，没有说明原因",
    hint="数字填错的改正；没有错的，在“备注”或“未完成原因”写明为什么相差这么多（超额完成的也要写）",
    why="相差太多，审核的人会问是指标值定得不合理，还是数字填错了。",
    wrong="慰问人次：指标值 500，实际 1200，备注空着",
    right="备注：年中增加春节、中秋两次慰问，人次相应增加",
)
PERCENT_OVER_100 = Kind(
    code="W612",
    title="百分数超过100%",
    message="“{name}”的{column}是{found}，这类百分数一般不会超过100%",
    hint="核对数字；指标值要求全部做到的，符号填“=”、指标值填 100",
    why="覆盖率、参与率最多是100%，“≥100%”等于要求做到不可能的事，实际完成值超过100%多半是算错了。",
    wrong="隐患排查率：≥ 100 %，实际 105 %",
    right="隐患排查率：= 100 %，实际 100 %",
)
SURVEY_UNNAMED = Kind(
    code="W613",
    title="满意度没有写怎样得出",
    message="“{name}”的佐证材料是“{found}”，没有写明调查的样本或方法",
    hint="在“佐证材料”写明，如“满意度问卷（样本200份）”“第三方测评报告”",
    why="满意度要问过人才有；没有样本和方法，审核的人无法采信。",
    wrong="佐证材料：工作总结",
    right="佐证材料：居民满意度问卷（样本500份）",
)
DIRECTION_DOUBTFUL = Kind(
    code="W614",
    title="符号的方向可能反了",
    message="“{name}”一般越{better}越好，符号却是“{found}”",
    hint="核对符号，是不是应填“{other}”或“=”",
    why="符号反了，做得越差得分越高。",
    wrong="安全生产死亡人数：≥ 0 人",
    right="安全生产死亡人数：≤ 0 人",
)
EXECUTION_RATE_MISFILED = Kind(
    code="W615",
    title="预算执行率归错了类",
    message="“{name}”归在“{found}”指标里，一般属于“{wanted}”",
    hint="二级指标改填“{wanted}”",
    why="执行率说的是花钱的进度，不是做了多少件事；归错类是审核时常被指出的问题。",
    wrong="预算执行率：数量",
    right="预算执行率：时效",
)
DUPLICATE_NAME = Kind(
    code="W616",
    title="三级指标同名",
    message="三级指标“{found}”和 {first} 同名",
    hint="重复的删去一行；不是一回事的，把名称写清楚，如“拆除违法建设宗数”“拆除违法建设面积”",
    why="两个指标同名，看说明的人分不清扣的是哪一个的分，也像是一件事算了两次分。",
    wrong="两行都叫“拆除违法建设”",
    right="拆除违法建设宗数；拆除违法建设面积",
)
BUDGET_DOES_NOT_ADD_UP = Kind(
    code="E617",
    title="预算的数对不上",
    message="{name}{found}万元对不上：{why}",
    hint="对照决算报表核对这几个数，改正填错的一个（四季度末累计支出数等于全年支出数；支出数加结转结余等于预算数）",
    why="几个数互相矛盾，至少有一个是错的，执行率和结转结余率也就跟着错。",
    wrong="调整预算数 10400，全年支出数 9880，结转结余资金 620",
    right="调整预算数 10400，全年支出数 9880，结转结余资金 520",
)
CARRY_OVER_RATE_WRONG = Kind(
    code="E618",
    title="结转结余率与表里的数不符",
    message="结转结余率填{found}%，按结转结余资金{left}万元÷{whole}{total}万元算出{computed}%",
    hint="改正填错的一个；结转结余率也可以不填，由程序计算",
    why="同一张表里的率和数对不上，至少有一个是错的，这一项又按率计分。",
    wrong="预算 10400，结转结余 520，结转结余率 8",
    right="预算 10400，结转结余 520，结转结余率 5",
)
RATE_UNUSUAL = Kind(
    code="W619",
    title="执行率过低或过高",
    message="{name}是{found}%，{direction}",
    hint="核对支出数和预算数；没有填错的，在“存在问题”写明原因，写明了就不用再改",
    why="执行率太低说明预算编多了或者工作没有做，太高说明没有按预算花钱，都是审核的重点。",
    wrong="调整预算数 10400，全年支出数 7280（70%），存在问题没有提到",
    right="存在问题：项目招标推迟，预算执行率偏低",
)
CHANGE_UNEXPLAINED = Kind(
    code="W620",
    title="三公经费增减大没有写原因",
    message="“三公”经费{name}预算{budget}万元，实际支出{actual}万元，{change}，超过预算的{limit}%，没有写变动原因",
    hint="数字填错的改正；没有错的，在“变动原因”写明，增加和减少都要写",
    why="三公经费是公开的重点，增减大而没有原因，读者会问。",
    wrong="预算 9.63，实际 3.8，变动原因空着",
    right="变动原因：报废汽车两台，公车运行维护费减少",
)
UNIT_SLIP = Kind(
    code="W621",
    title="像是把元当成了万元",
    message="{name}是{found}，{why}，像是元和万元弄错了",
    hint="核对数字和单位：以元为单位的数，要么除以10000再填，要么把“单位”列改为“元”（“三公经费”表只用万元）",
    why="元和万元差一万倍，是最常见的填错；错一个数，率和结论全跟着错。",
    wrong="调整预算数 10400 万元，全年支出数 98800000 万元",
    right="全年支出数 9880 万元",
)
IMPOSSIBLE_FIGURE = Kind(
    code="E637",
    title="不可能的数",
    message="{name}{found}不可能：{why}",
    hint="核对这两个数，改正填错的一个",
    why="部分不会大于全部，累计数不会越来越小；这样的数写进说明，一看就是错的。",
    wrong="固定资产总额 2600，在用固定资产 2700",
    right="固定资产总额 2600，在用固定资产 2522",
)
BUDGET_REMAINDER = Kind(
    code="W638",
    title="预算没有花完，也没有全部结转",
    message="结转结余资金{found}万元与预算的差额对不上：{amounts}，相差{difference}万元",
    hint="核对这几个数；差额是年末由财政收回的，或者预算调整过而“调整预算数”没有填的，照实补填，没有错就不用改",
    why="预算没有花完的部分，不是结转结余就是被收回；多半是其中一个数填错了。",
    wrong="调整预算数 10400，全年支出数 9880，结转结余资金 250",
    right="调整预算数 10400，全年支出数 9880，结转结余资金 520",
)

# --- what the text claims ---

COMPARISON_CONTRADICTED = Kind(
    code="E622",
    title="文字与实际完成值矛盾",
    message="文中写“{claim}”，可是“{name}”的实际完成值是 {actual}",
    hint="改写这句话，使它与数据一致；数据填错的，改正“{name}”的实际完成值",
    why="“超过”要大于，“达到”“不低于”要大于或等于，“未达到”“低于”要小于，“未发生”要等于零；说的和填的不能两样。",
    wrong="满意度的实际完成值是 84，写“满意度超过85%”",
    right="写“满意度达到84%”",
)
NUMBER_WITHOUT_SOURCE = Kind(
    code="W623",
    title="文中的数在表里找不到",
    message="“{number}”在填报表的数据里找不到",
    hint="核对这个数；是某个指标的数的，与指标表改成一致；另有依据的，在有关行的“佐证材料”或“备注”里写上这个数",
    why="文中的每个数都要有来处，抄错一位，读者看不出来，核查时却对不上。",
    wrong="指标表填 1968，文中写 1986",
    right="两处都是 1968",
)
CLAIM_WITHOUT_EVIDENCE = Kind(
    code="W624",
    title="绝对的说法没有佐证",
    message="文中写“{claim}”，没有填佐证{about}",
    hint="在有关行的“佐证材料”里写明依据，或在句中写明依据（台账、通报、统计等）；没有把握的，换成留有余地的说法",
    why="“未发生”“100%”“全覆盖”不留余地，评审首先查有没有依据。",
    wrong="“全年未发生安全生产死亡事件”，这个指标的佐证材料空着",
    right="佐证材料：区应急管理部门年度通报",
)
LOSS_IN_NO_PROBLEM = Kind(
    code="W625",
    title="丢了分，存在问题里没有提",
    message="“{name}”扣了{lost}分，“存在问题”里没有提到它",
    hint="在“存在问题”表里加一条，说明这一项为什么没有做好，并在“改进措施”里写明怎么改",
    why="扣了分的地方就是问题所在；只扣分不说问题，评审会认为没有查找原因。",
    wrong="采购合同逾期签订扣了分，存在问题里只写绩效意识不强",
    right="存在问题：部分采购合同没有按时签订",
)
PROBLEM_WITHOUT_MEASURE = Kind(
    code="W626",
    title="有问题，没有改进措施",
    message="“存在问题”第 {number} 条没有对应的改进措施",
    hint="在“改进措施”表里加一条，“对应问题”填 {number}；已经有的，核对“对应问题”填的序号",
    why="提出问题就要说怎么改，一条问题至少有一条措施。",
    wrong="存在问题两条，改进措施的“对应问题”都填 1",
    right="第二条措施的“对应问题”填 2",
)
NO_PROBLEM_BESIDE_LOSSES = Kind(
    code="W627",
    title="丢了分却说没有问题",
    message="这里写“{found}”，可是有 {count} 处扣了分：{names}",
    hint="按扣分的地方写明存在的问题",
    why="一边扣分，一边说没有问题，前后矛盾。",
    wrong="总分 98 分，存在问题写“暂无”",
    right="存在问题：部分采购合同没有按时签订",
)

# --- what was copied ---

OTHER_YEAR_IN_PROSE = Kind(
    code="W628",
    title="文中有别的年份",
    message="文中写“{year}年”，报告年度是 {report_year} 年",
    hint="是从往年的说明里抄来的，改成 {report_year} 年；确是说那一年的事，可以不管，或者写明“上年”“比{year}年”",
    why="照着去年的说明改，常常漏改年份。",
    wrong="2024年度的说明里写“2023年，我部门积极开展……”",
    right="“2024年，我部门积极开展……”",
)
OTHER_OFFICE = Kind(
    code="E629",
    title="文中有别的单位",
    message="文中写“{name}”，填报单位是{own}",
    hint="改成本单位的名称；确要提到别的单位的，改写这句话，如“与……共同”",
    why="照着别的单位的说明改，常常漏改名称；一份说明里不能有两个单位。",
    wrong="金花街道的说明里写“沙面街道坚持……”“本镇……”",
    right="“金花街道坚持……”“本街道……”",
)
OWN_NAME_VARIES = Kind(
    code="W639",
    title="本单位的名称写法不一",
    message="文中写“{name}”，“基本信息”里是“{full}”“{middle}”“{short}”",
    hint="改成“基本信息”里的三种写法之一",
    why="一份公文里，同一个单位只用规范的全称和简称。",
    wrong="金花街道办、金花街办",
    right="金花街道办事处",
)
TWO_SELF_REFERENCES = Kind(
    code="N630",
    title="自称不统一",
    message="文中既有“{first}”，又有“{name}”",
    hint="全文统一成一种自称，如都写“{first}”",
    why="一份公文里只用一种自称，读起来才像一个单位写的。",
    wrong="前面写“我部门”，后面写“本单位”",
    right="都写“我部门”",
)
SAME_AS_LAST_YEAR = Kind(
    code="W631",
    title="与上一年的文字相同",
    message="这一段与上一年的填报表（{other}）几乎一样",
    hint="核对是不是忘了改；按今年的情况改写，今年确实没有变化的，可以不管",
    why="把去年的文字原样交上来，是评审最常指出的问题。",
    wrong="与 2023 年的重点工作一字不差，只改了年份",
    right="写今年做的事、今年的数",
)

# --- the form of the text ---

NUMBERING_BROKEN = Kind(
    code="E632",
    title="序号不连续",
    message="“{found}”的序号不对：前面是“{before}”",
    hint="逐条核对序号，缺的补上，重的改正；能分行填的，分行填，由程序编号",
    why="序号跳了或者重了，多半是删改以后没有重排，也可能漏了一条。",
    wrong="一是……；三是……",
    right="一是……；二是……",
)
PUNCTUATION_WIDTH = Kind(
    code="W633",
    title="标点或空格不规范",
    message="“{found}”{fault}",
    hint="{mend}",
    why="公文用全角标点，年份用六角括号〔〕，汉字和数字之间不空格。",
    wrong="穗府[2025]5号 (试行)",
    right="穗府〔2025〕5号（试行）",
)
SENTENCE_BROKEN = Kind(
    code="W634",
    title="句子没有写完或标点重复",
    message="“{found}”{fault}",
    hint="读一遍这一句，补上漏掉的字，删去多余的字和标点",
    why="删改时多删一个字、多打一个标点，自己往往看不出来。",
    wrong="预决算公开准、合法合规。。",
    right="预决算公开准确、合法合规。",
)
SLIP = Kind(
    code="W635",
    title="常见的错字",
    message="“{found}”应为“{right}”",
    hint="改为“{right}”；确实没有错的，可以不管，或写进核对.toml 的 not_slips",
    why="错字是输入法选错、扫描认错造成的，印出来很显眼。",
    wrong="做为下一年度预算安排的依据",
    right="作为下一年度预算安排的依据",
)
NOT_PRINTED = Kind(
    code="W640",
    title="填了，说明里却没有",
    message="“{part}”表里填了的，说明里没有：{found}",
    hint="措辞里去掉了这一部分的，不用管；不该去掉的，检查措辞文件是不是删去了这一节",
    why="填报表里有的问题和措施，说明里没有写，看的人会以为漏了。",
    wrong="措辞里删去了“下一步改进措施”，填报表里填了三条",
    right="保留“下一步改进措施”一节，或者填报表里不填",
)
PART_MISSING = Kind(
    code="E636",
    title="说明缺少必有的部分",
    message="成文里没有“{part}”",
    hint="核对措辞文件，是不是删去了这一部分或改了标题；标题确实要换的，同时改核对.toml 里的 required",
    why="说明的几个部分都是规定要有的，少一个就要退回。",
    wrong="本单位的措辞里删去了“自评结论”",
    right="保留“自评结论”一节",
)

# --- many offices side by side ---

COPIED_PASSAGE = Kind(
    code="W641",
    title="与别的单位的文字几乎相同",
    message="这一段与别的单位的几乎相同：{others}",
    hint="请有关单位各写各的实际情况；确实是统一下发的话，写进 checks/核对.toml 的 fixed",
    why="除去单位名称、数字、措辞里的话和统一的提法以后仍几乎相同的，多半是照抄，写的不是本单位的事。",
    wrong="两个街道的“重点工作”除了名称和数字，一字不差",
    right="各写各的工作",
)
TITLES_DIFFER = Kind(
    code="W642",
    title="同一文号写成不同的文件",
    message="{number}在这里是《{found}》，在{where}是《{other}》",
    hint="查对原文，改正写错的一处：文号错了改文号，标题错了改标题",
    why="一个文号只有一个标题；两处不同，必有一处是错的。",
    wrong="一个单位写《内部控制管理办法》（示府〔2024〕5号），另一个写《资产管理办法》（示府〔2024〕5号）",
    right="文号和标题与原文相同",
)
NAMES_ANOTHER_OFFICE = Kind(
    code="W643",
    title="文中有别的单位的名称",
    message="“{own}”的文字里有“{name}”",
    hint="是照抄时没有改的，改成本单位；确实是说别的单位的（如两个街道一起做的事），不用理会",
    why="照抄别的单位的文字，名称常常漏改；只看一个单位看不出来。",
    wrong="示例一街道的表里写着“推动示例二街道养老服务提质”",
    right="推动示例一街道养老服务提质",
)
OUTLIER = Kind(
    code="W644",
    title="与本区别的单位相差悬殊",
    message="“{name}”是{found}，本区另外{peers}个单位的中位数是{usual}，{relation}",
    hint="核对这个数和单位（元、万元，个、宗）；没有错的，在“备注”里说明",
    why="同名同单位的数，各单位相差十倍以上的，多半是单位弄错或者多打、少打了一位。",
    wrong="别的街道拆除违法建设30宗上下，这里填312",
    right="31，或者确实是312并有说明",
)

# --- 7 Word and layout profile ----------------------------------------------------------------------------

SETTINGS_UNREADABLE = Kind(
    code="E701",
    title="设置文件读不了",
    message="设置文件读不了：{found}",
    hint="对照随程序附带的同名文件改；文字两头要有英文双引号，存盘时编码选 UTF-8",
    why="设置文件决定纸张、字体、字号和核对的界限；读不了就不知道怎样排版、怎样核对。",
    wrong="creator = 部门整体支出绩效自评",
    right='creator = "部门整体支出绩效自评"',
)
SETTING_UNKNOWN = Kind(
    code="E702",
    title="设置文件里有不认识的项",
    message="设置文件里的“{found}”不是能设置的项",
    hint="{advice}",
    why="项名写错一个字母，这一项就不起作用，改了等于没改。",
    wrong="left_margin = 28",
    right="left = 28",
)
SETTING_MISSING = Kind(
    code="E703",
    title="设置文件缺项",
    message="设置文件缺“{found}”（{label}）这一项",
    hint="补上这一项：{allowed}",
    why="每一项都要写明，程序不替人猜边距、字号和界限。",
    wrong="[page] 下面没有 top",
    right="top = 37",
)
SETTING_TYPE = Kind(
    code="E704",
    title="设置文件里的值不是这一类",
    message="设置文件里“{name}”（{label}）不能填“{found}”",
    hint="填{allowed}",
    why="该填数字的填了文字，或者该填文字的填了数字，程序不会猜。",
    wrong='size = "三号"',
    right="size = 16",
)
SETTING_OUT_OF_RANGE = Kind(
    code="E705",
    title="设置文件里的值超出范围",
    message="设置文件里“{name}”（{label}）填“{found}”，超出了允许的范围",
    hint="填{allowed}",
    why="单位弄错（厘米当毫米、毫米当磅）时，页面会排得不成样子。",
    wrong="top = 3.7",
    right="top = 37",
)
STYLE_SHEET_UNREADABLE = Kind(
    code="E706",
    title="样式文件读不了",
    message="样式文件读不了：{found}",
    hint="删去自己放的 公文.docx，改用随程序附带的；要改字体、边距，改 公文.toml 就行",
    why="成品的样式、页码都从这个文件来。",
    wrong="只下载了一半的 公文.docx",
    right="随程序附带的 公文.docx",
)
STYLE_MISSING = Kind(
    code="E707",
    title="样式文件缺样式",
    message="样式文件里没有名为“{found}”的样式",
    hint="从随程序附带的 公文.docx 改起，不要删改里面样式的名字",
    why="每一级文字都用各自的样式排版，缺一个就有一级排不出来。",
    wrong="把样式“附件”删掉的 公文.docx",
    right="样式齐全的 公文.docx",
)
DOCUMENT_UNREADABLE = Kind(
    code="E708",
    title="Word 文件读不了",
    message="这个文件不能当作 Word 文档读取：{found}",
    hint="用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，不设密码；只改扩展名没有用",
    why="旧版 .doc、加了密码或损坏的文件，里面的文字取不出来。",
    wrong="自评说明.doc",
    right="自评说明.docx（另存得到）",
)

PROFILE_MISNAMED = Kind(
    code="W709",
    title="像版式文件而不是",
    message="“{found}”看上去是版式文件，但名字不是“公文.toml”，里面写的都不起作用",
    hint="改名为“公文.toml”（先让电脑显示文件的扩展名）；不用了就删去",
    why="记事本会在文件名后面添上 .txt，输入法会打出全角的点和空格；改了半天，版式一点没变。",
    wrong="公文.toml.txt",
    right="公文.toml",
)
STYLE_OF_OTHER_TYPE = Kind(
    code="E710",
    title="样式文件里的样式种类不对",
    message="样式文件里的“{found}”应该是{wanted}",
    hint="从随程序附带的 公文.docx 改起，不要删去样式再用同样的名字另建",
    why="段落样式管整段，字符样式管一句；种类不对，文件打开时要修复，或者整段变了样。",
    wrong="把“三级标题引语”删去，另建一个同名的段落样式",
    right="随程序附带的 公文.docx 里的字符样式“三级标题引语”",
)

WORDING_TOO_MANY_FILES = Kind(
    code="E711",
    title="措辞文件太多",
    message="一个单位的措辞有 {found} 个文件，超过 {limit} 个",
    hint="删去这个文件夹里多余的 .txt 文件",
    why="一份说明只有几十节，成千的文件多半是别的东西放错了地方，逐个读要很久。",
    wrong="把几千个别的 .txt 文件放进“默认”文件夹",
    right="“默认”文件夹里只放措辞文件",
)

# --- 8 writing files, environment -------------------------------------------------------------------------

FILE_IN_USE = Kind(
    code="E801",
    title="文件正被占用",
    message="“{found}”正被别的程序打开，或者设成了只读，写不进去",
    hint="关闭 Word 或 WPS 里的这个文件，再运行一次；文件属性是“只读”的，去掉只读",
    why="打开着的和只读的文件不能替换；原来的文件没有改动。",
    wrong="Word 里正开着 金花街道-自评表说明.docx",
    right="关闭后再运行",
)
FOLDER_NOT_WRITABLE = Kind(
    code="E802",
    title="文件夹写不进去",
    message="“{found}”写不进去",
    hint="换一个自己有权限的文件夹：-o 文件夹；检查是不是只读的光盘、U 盘或共享盘，有没有同名的文件",
    why="没有写入权限，或者路径上有一个文件占了文件夹的名字，成品没有地方放；什么也没有写。",
    wrong="-o 只读的共享盘",
    right="-o D:\\绩效",
)
DISK_FULL = Kind(
    code="E803",
    title="磁盘满了",
    message="磁盘空间不够，“{found}”没有写成",
    hint="腾出一些空间，或用 -o 换一个盘，再运行一次",
    why="空间不够时宁可不写，也不留半个文件。",
    wrong="只剩几 KB 的 U 盘",
    right="有空间的磁盘",
)
NAME_MADE_SAFE = Kind(
    code="N804",
    title="文件名作了改动",
    message="单位简称不能原样用作文件名，文件名改用“{name}”",
    hint='单位简称里不要有 / \\ : * ? " < > | 等符号，也不要太长',
    why="有的符号、有的名字（如 CON）和过长的名字不能作文件名，程序作了替换；正文里仍是原样。",
    wrong="金花/街道",
    right="金花街道",
)

SOURCE_OVERWRITTEN = Kind(
    code="E805",
    title="成品会盖掉填报表",
    message="“{found}”就是正在读的填报表，成品不能写在它上面",
    hint="用 -o 换一个文件夹，或者把填报表移到别处、改个名字",
    why="写下去，填报的内容就没有了。",
    wrong="填报表放在 output/2024/ 里，名字又叫 金花街道-自评表.xlsx",
    right="填报表放在成品文件夹以外",
)
FOLDER_IN_THE_WAY = Kind(
    code="E806",
    title="有同名的文件夹",
    message="要写文件“{found}”，那里却有一个同名的文件夹",
    hint="把那个文件夹改名或移走，或者用 -o 换一个地方",
    why="文件不能替换文件夹；里面的东西程序不敢动。",
    wrong="output/2024/ 里有一个叫 金花街道-自评表.xlsx 的文件夹",
    right="output/2024/ 里没有与成品同名的文件夹",
)
OUTPUT_LOST = Kind(
    code="E807",
    title="结果显示不出来",
    message="运行结果写不出去：接收它的磁盘已满，或者接收的一方已经断开",
    hint="用“>”把结果存成文件的，换一个有空间的磁盘；成品另存在成品文件夹里，先看它们在不在",
    why="程序照常做完或者已经停下，只是结果没有地方显示。",
    wrong="reportgen check 2024.xlsx > U盘上的文件，而U盘已满",
    right="把结果存到有空间的磁盘",
)
WORKING_FOLDER_GONE = Kind(
    code="E808",
    title="当前文件夹已经不存在",
    message="运行命令的文件夹已被删除、改名或移走",
    hint="用 cd 换到一个存在的文件夹，再运行一次",
    why="填报表、措辞和成品的位置都从当前文件夹算起，没有它就找不到。",
    wrong="命令窗口开着，它所在的文件夹却被同步软件移走了",
    right="重新打开命令窗口，再运行一次",
)
COPY_TOO_LARGE = Kind(
    code="E820",
    title="表太大，写不成批注副本",
    message="填报表的单元格太多，没有写批注副本",
    hint="按屏幕上列出的问题改；要副本的，先删去表里大片只有底色、边框的空行空列，保存后再运行一次",
    why="写批注要把整张表原样再写一遍，单元格太多会拖垮电脑；问题仍然全部列出。",
    wrong="几十万个空单元格都设了边框的 2024.xlsx",
    right="只有填报内容的 2024.xlsx",
)
COPY_NOT_MADE = Kind(
    code="E821",
    title="写不成批注副本",
    message="填报表里原有的批注、样式或图形写得不合常规，新的批注加不进去，没有写副本",
    hint="用 Excel 或 WPS 打开填报表，另存为一份新的 .xlsx，再运行一次；问题以屏幕上列出的为准",
    why="勉强写进去，副本可能打不开，所以宁可不写；原来的文件没有改动。",
    wrong="由别的软件导出、批注部分残缺的 2024.xlsx",
    right="用 Excel 或 WPS 另存过的 2024.xlsx",
)
NOT_AN_OLD_COPY = Kind(
    code="E822",
    title="副本会盖掉别的文件",
    message="“{found}”已经有了，又不是程序写的批注副本，没有写在它上面",
    hint="给副本另起一个名字，或者先把那个文件移走",
    why="把别的填报表的名字写成副本的名字，那份填报表就没有了；程序只替换自己写的批注副本。",
    wrong="reportgen check 2024.xlsx --annotate 2023.xlsx（2023.xlsx 是去年的填报表）",
    right="reportgen check 2024.xlsx --annotate 2024-批注.xlsx",
)
NOT_IN_COPY = Kind(
    code="N823",
    title="副本里少了原表的一些内容",
    message="批注副本里没有原表的这些内容：{what}",
    hint="要用到这些内容的，照副本里的批注改原来的填报表；只填数字和文字的，改副本就行",
    why="写副本的程序不认识这些内容，存不下来；原来的文件没有改动，评分和成文也用不到它们。",
    wrong="2024.xlsx 的表里插了形状、按钮或图表",
    right="2024.xlsx 里只有填报内容、下拉列表、图片和批注",
)
FORMULAS_GIVEN_WAY = Kind(
    code="N824",
    title="副本里公式换成了数",
    message="批注副本里，这些单元格的公式换成了算好的结果：{cells}",
    hint="以后还要自动计算的，照副本里的批注改原来的填报表；填报表自带的合计不受影响",
    why="写副本的程序存不下公式算好的结果，没有结果的公式读不出数，所以副本里留下结果；原来的文件没有改动。",
    wrong="“全年支出数”填了 =4940+5000 的 2024.xlsx",
    right="“全年支出数”填了 9940 的 2024.xlsx",
)

LIBREOFFICE_MISSING = Kind(
    code="E830",
    title="没有找到 LibreOffice",
    message="没有找到 LibreOffice，做不了 PDF",
    hint="去掉 --pdf，只生成 Word 和 Excel 文件，再在 Word 或 WPS 里另存为 PDF；"
    "或者装上 LibreOffice（www.libreoffice.org）再运行；装在别处的，用环境变量 {variable} 指明它的 soffice 程序",
    why="PDF 由 LibreOffice 排出来；没有它，说好的三个文件就不齐，所以一个也不写。",
    wrong="没有装 LibreOffice，却运行 reportgen build 2024.xlsx --pdf",
    right="reportgen build 2024.xlsx",
)
LIBREOFFICE_UNUSABLE = Kind(
    code="E831",
    title="LibreOffice 运行不了",
    message="LibreOffice 的程序“{found}”不存在，或者运行不了",
    hint="设了环境变量 {variable} 的，让它指向 LibreOffice 的 soffice 程序文件（Windows 上是 soffice.com），"
    "或者去掉它；没有设的，重新安装 LibreOffice；不做 PDF 就去掉 --pdf",
    why="指的是文件夹、名字写错、没有执行权限，或者 LibreOffice 没有装完整，都会这样。",
    wrong="REPORTGEN_SOFFICE=C:\\Program Files\\LibreOffice",
    right="REPORTGEN_SOFFICE=C:\\Program Files\\LibreOffice\\program\\soffice.com",
)
LIBREOFFICE_HANGS = Kind(
    code="E832",
    title="LibreOffice 没有反应",
    message="LibreOffice 过了 {seconds} 秒还没有做完 PDF，已经停掉",
    hint="再运行一次；还是这样的，直接打开一次 LibreOffice，看它有没有弹出窗口在等人回答；"
    "急用就去掉 --pdf，在 Word 或 WPS 里另存为 PDF",
    why="LibreOffice 有时停着不动，又不出声；不限时间，命令就永远不会结束。",
    wrong="一直等着没有反应的命令",
    right="去掉 --pdf，先拿到 Word 和 Excel 文件",
)
PDF_NOT_MADE = Kind(
    code="E833",
    title="PDF 没有做成",
    message="LibreOffice 没有做出“{found}”的 PDF",
    hint="运行 reportgen doctor，看 LibreOffice 一项；用 snap 装的 LibreOffice 读不到临时文件夹，"
    "要换成系统软件源或官网的；急用就去掉 --pdf，在 Word 或 WPS 里另存为 PDF",
    why="LibreOffice 自己退出了，又没有留下完整的 PDF；少一个文件，这个单位的就一个也不写。",
    wrong="用 snap 装的 LibreOffice，或者没有装完整的 LibreOffice",
    right="从系统软件源或官网装的 LibreOffice",
)
PDF_NO_ROOM = Kind(
    code="E834",
    title="临时文件夹写不进去",
    message="做 PDF 用的临时文件夹写不进去：“{found}”",
    hint="清理磁盘，腾出一些空间；或者用环境变量 TMPDIR（Windows 上是 TEMP）换一个有空间的文件夹；"
    "不做 PDF 就去掉 --pdf",
    why="LibreOffice 要在临时文件夹里读 Word 文件、写 PDF。",
    wrong="系统盘只剩几 KB",
    right="系统盘有 200 MB 以上的空间",
)
PORT_TAKEN = Kind(
    code="E850",
    title="端口被占用",
    message="端口 {found} 不能用：别的程序占着，或者系统不让用",
    hint="换一个端口，或者不写 --port，由程序找一个空着的",
    why="一个端口同时只能由一个程序用。",
    wrong="两个窗口都运行 reportgen wording preview 2024.xlsx --port 8000",
    right="reportgen wording preview 2024.xlsx",
)
COPY_DIFFERS = Kind(
    code="E840",
    title="工作文件夹里已有改过的文件",
    message="“{found}”已经有了，内容与自带的不同；为免盖掉改过的文字，什么也没有放",
    hint="换一个新文件夹；要用自带的，先把这个文件改名或移走",
    why="init 只放文件，从不盖掉谁改过的东西。",
    wrong="对已经改过措辞的文件夹再运行一次 reportgen init",
    right="reportgen init 新文件夹",
)
GIT_MISSING = Kind(
    code="E845",
    title="没有找到 git",
    message="没有叫“{found}”的文件夹；当作 git 里的版本，这台电脑上又没有找到 git",
    hint="要比的是文件夹的，核对名称；要比的是版本的，装上 git（git-scm.com）再运行",
    why="旧的版本存在 git 里，要由 git 取出来；当前文件夹里的 git 程序不用，它可能是随别人的文件来的。",
    wrong="没有装 git，却运行 reportgen wording diff HEAD~3",
    right="reportgen wording diff 旧措辞（一个文件夹）",
)
NOT_A_REPOSITORY = Kind(
    code="E846",
    title="当前文件夹不在 git 仓库里",
    message="没有叫“{found}”的文件夹；当作 git 里的版本，当前文件夹又不在 git 仓库里",
    hint="要比的是文件夹的，核对名称；要比的是版本的，到放着 templates 的仓库文件夹里运行；"
    "仓库属于别的用户的，git 也不肯读",
    why="版本只在它自己的仓库里才找得到。",
    wrong="在桌面上运行 reportgen wording diff HEAD~3",
    right="先 cd 到仓库里放着 templates 的文件夹，再运行",
)
REVISION_UNKNOWN = Kind(
    code="E847",
    title="没有这个版本",
    message="“{found}”既不是文件夹，也不是 git 里的版本",
    hint="核对名称：文件夹写它的路径，版本写提交的编号、标签或分支，如 HEAD~3；"
    "有哪些版本，运行 git log --oneline -- templates 看",
    why="不知道要和哪一版比。",
    wrong="reportgen wording diff HAED~3",
    right="reportgen wording diff HEAD~3",
)
NO_TEMPLATES_THERE = Kind(
    code="E848",
    title="那里没有措辞",
    message="“{found}”里没有措辞",
    hint="文件夹要写 templates 文件夹、它里面的 wording 文件夹，或者放着 templates 的文件夹；"
    "版本里 templates 要在与现在相同的地方",
    why="没有措辞就没有可比的；若都当作用自带的，会把“没有找到”说成“没有变化”。",
    wrong="reportgen wording diff output",
    right="reportgen wording diff 备份/templates",
)
REVISION_NOT_READ = Kind(
    code="E849",
    title="措辞没有取出来",
    message="“{found}”里的措辞没有取出来：文件太多、太大，仓库不完整，或者临时文件夹写不进去",
    hint="看一看 templates 里是不是混进了别的文件；只取了一部分的仓库，先用 git fetch 取全；磁盘满了的，腾出一些空间",
    why="取不全，就会把没有取到的说成删去了。",
    wrong="templates/wording 里放着几万个文件",
    right="templates/wording 里只有措辞",
)
TARGET_EXISTS = Kind(
    code="E860",
    title="已经有这个文件",
    message="“{found}”已经有了，没有覆盖",
    hint="换一个文件名；确实不要原来的文件了，先把它改名、移走或删去，再运行一次",
    why="原来的文件里可能有填好的内容，覆盖了就找不回来。",
    wrong="文件夹里已有填了一半的 2025.xlsx，又运行 reportgen new 2025.xlsx",
    right="reportgen new 2025年度填报表.xlsx",
)
NOT_CARRIED = Kind(
    code="W861",
    title="上年的内容没有沿用",
    message="上年填报表的这一处没有沿用：{problem}",
    hint="在新表里照实填写；或者先改好上年的填报表，再重新生成新表",
    why="读不懂的内容不能替您猜着填进新表，新表里这一处空着。",
    wrong="上年填报表的“三级指标”单元格是公式错误 #REF!，新表里指标没有名称",
    right="在新表里补上指标名称",
)
ROW_NOT_CARRIED = Kind(
    code="W862",
    title="上年的一行今年没有了",
    message="上年“{sheet}”表里的“{found}”，{year}年度的表里没有这一行，没有沿用",
    hint="核对是不是改了名称：改了名称的，把上年这一行的文字抄到新表相应的行里",
    why="今年的评分标准没有这一项，照搬过来无法评分；但也可能只是改了名称，文字还有用。",
    wrong="上年的三级指标“政府采购执行率”，今年改成了“采购活动合规性”",
    right="把情况说明抄到“采购活动合规性”一行",
)
NOT_LAST_YEAR = Kind(
    code="W863",
    title="沿用的不是上一年度的表",
    message="沿用的填报表是{found}年度的，新表是{year}年度的",
    hint="核对 --from 后面的文件是不是拿错了；确实要沿用这一年的，不用理会",
    why="新表的“上年…”各列会是那一年的数，与上年比较就比错了。",
    wrong="reportgen new 2025.xlsx --from 2022.xlsx",
    right="reportgen new 2025.xlsx --from 2024.xlsx",
)

# --- a batch ---
BATCH_UNDER_WAY = Kind(
    code="E870",
    title="另一次批量正在进行",
    message="另一个 reportgen batch 正在往“{found}”里写",
    hint="等它做完；或者用 -o 换一个文件夹",
    why="两次批量同时写一个文件夹，清单会互相盖掉。",
    wrong="开两个窗口，对同一个 output 运行 reportgen batch",
    right="一个做完，再运行另一个",
)
WORKER_LOST = Kind(
    code="E871",
    title="处理这份表的进程中途结束",
    message="处理“{found}”的进程中途结束了，试了两次都是这样",
    hint="单独运行 reportgen build 看看；还不行的，多半是内存不够，关掉别的程序再试",
    why="进程被系统或别的程序结束，这一份就没有结果；别的单位不受影响。",
    wrong="内存只剩一点点的电脑",
    right="关掉不用的程序再运行",
)
NO_WORKERS = Kind(
    code="E872",
    title="没有可用的工作进程",
    message="没有可用的工作进程：{found}",
    hint="本机的，运行 reportgen doctor 检查；用 dask 的，核对 --scheduler 的地址，各台机器上要装同一版本的 reportgen",
    why="没有进程做事，一份也做不了；已经做好的都在，再运行一次接着做。",
    wrong="--scheduler 写错了端口",
    right="--engine dask --scheduler tcp://10.0.0.1:8786",
)
STRANGE_FILES = Kind(
    code="E878",
    title="工作进程交回的文件名不对",
    message="工作进程交回了不该有的文件“{found}”，一个也没有写",
    hint="用 dask 的，核对 --scheduler 的地址，各台机器上要装同一版本的 reportgen",
    why="成品的文件名只由单位简称和区名决定；别的名字会写到别处，或者盖掉别的文件。",
    wrong="集群里混进了别的版本的工作进程",
    right="各台机器装同一版本",
)
NOT_OUR_FILE = Kind(
    code="E877",
    title="成品文件夹里有别人的同名文件",
    message="“{found}”不是本程序写的，或者是一个链接，不能替换",
    hint="把它改名或移走，或者用 -o 换一个文件夹",
    why="写下去，别人的文件就没有了。",
    wrong="output/2024/ 里有一份自己做的 清单.xlsx",
    right="专门放成品的文件夹",
)
STALE_FILES = Kind(
    code="W873",
    title="留着以前的成品",
    message="这一次没有生成，成品文件夹里还是以前做的：{found}",
    hint="改好错误再运行一次，就会换成新的；在那以前不要把旧的报出去",
    why="旧文件看上去和新的一样，容易当成这一次的。",
    wrong="把旧的 金花街道-自评表说明.docx 报了出去",
    right="改好错误，重新生成后再报",
)
OFFICES_NOT_GIVEN = Kind(
    code="N874",
    title="以前做过的单位这次没有",
    message="清单里原有、这次没有给填报表的单位：{names}",
    hint="这次的清单和汇总不含它们；它们以前的成品还在文件夹里，不要的请自己删去",
    why="清单和汇总只说这一次给出的填报表；只给几份，汇总就只有这几个单位。",
    wrong="只给了修改过的 3 份，以为汇总还是 22 个单位",
    right="每次都给整个文件夹，没有变的不会重做",
)

NO_CHARTS = Kind(
    code="N875",
    title="汇总里没有图",
    message="没有安装画图的 matplotlib，汇总的 Word 文件里没有图",
    hint=(
        '要图的，在下载的文件夹里运行 python3 -m pip install -c constraints.txt ".[charts]"，再加 --force 做一次；'
        "Excel 文件里的图不用它"
    ),
    why="图由 matplotlib 画，它不小，所以不随程序安装；没有图，文字和表格不受影响。",
    wrong="只装了 reportgen",
    right='python3 -m pip install -c constraints.txt ".[charts]"',
)
NO_CHART_FONT = Kind(
    code="N876",
    title="没有画图用的中文字体",
    message="这台电脑上没有中文字体，汇总的 Word 文件里没有图",
    hint="装一种中文字体（如 Noto CJK、思源宋体），再加 --force 运行一次",
    why="没有中文字体，图上的字会变成方框；宁可不画。",
    wrong="没有装中文字体的服务器",
    right="装有宋体、黑体或 Noto CJK 的电脑",
)

# --- 9 the program itself ---------------------------------------------------------------------------------

PROGRAM_FAULT = Kind(
    code="E901",
    title="程序出错",
    message="程序自身出了错，没有做完",
    hint="把填报表和这里指明的日志文件一起发给维护人员",
    why="这不是您的错；日志里记着出错的地方。",
    wrong="再三重试同一个命令",
    right="把填报表和日志发给维护人员",
)

WRONG_COMMAND = Kind(
    code="E902",
    title="命令写得不对",
    message="{found}",
    hint="照用法写：{command} --help",
    why="命令、选项或者它们的先后写错了，程序不知道要做什么；什么也没有做。",
    wrong="reportgen bulid 2024.xlsx",
    right="reportgen build 2024.xlsx",
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, Kind)}
